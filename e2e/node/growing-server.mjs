// A stdio server that learns a second tool when its first one is called, and says so.
import { existsSync, writeFileSync } from "node:fs";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";

const learned = process.argv[2];
const tool = (name) => ({
  name,
  description: `The tool ${name}`,
  inputSchema: { type: "object" },
  annotations: { readOnlyHint: true },
});
const server = new Server({ name: "growing", version: "1" }, { capabilities: { tools: { listChanged: true } } });
server.setRequestHandler(ListToolsRequestSchema, () => ({
  tools: existsSync(learned) ? [tool("learn"), tool("shout")] : [tool("learn")],
}));
server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
  if (params.name === "learn") {
    writeFileSync(learned, "");
    await server.sendToolListChanged();
  }
  return { content: [{ type: "text", text: `did ${params.name}` }] };
});
await server.connect(new StdioServerTransport());
