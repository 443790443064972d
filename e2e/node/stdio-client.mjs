// An MCP client made of the TypeScript SDK that launches a server over stdio, as editors do. Arguments: the command.
// It prints one JSON object a line: who answered, the page its human is to open, the tools after that, and each answer.
// It reads one call a line: {"name": …, "arguments": …}.
import { createInterface } from "node:readline";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { ElicitRequestSchema, ToolListChangedNotificationSchema } from "@modelcontextprotocol/sdk/types.js";

const [command, ...args] = process.argv.slice(2);
const say = (what) => console.log(JSON.stringify(what));

const pages = [];
const client = new Client(
  { name: "stdio-client", version: "1" },
  { capabilities: { elicitation: { url: {} } } },
);
client.setRequestHandler(ElicitRequestSchema, async (request) => {
  if (connected) say({ open: request.params.url });
  else pages.push(request.params.url);
  return { action: "accept" };
});
client.setNotificationHandler(ToolListChangedNotificationSchema, async () =>
  say({ tools: (await client.listTools()).tools.map((tool) => tool.name) }),
);
let connected = false;
await client.connect(new StdioClientTransport({ command, args, env: process.env }));
say({ connected: client.getServerVersion().name });
connected = true;
pages.forEach((page) => say({ open: page }));
for await (const line of createInterface({ input: process.stdin })) {
  try {
    say({ result: await client.callTool(JSON.parse(line)) });
  } catch (error) {
    say({ error: String(error?.message ?? error) });
  }
}
await client.close();
process.exit(0);
