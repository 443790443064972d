// An MCP client made of the TypeScript SDK, as its documentation shows it. It logs in to a guarded server and calls tools.
// Arguments: the server's URL, and a client_id that is a URL (or nothing: it registers itself). With --elicits it says that it
// can send its human to a page.
// It prints one JSON object a line: where to send the human, that it is connected, and the answer to each call.
// It reads one call a line: {"name": …, "arguments": …}.
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const [serverUrl, clientMetadataUrl] = process.argv.slice(2).filter((argument) => argument !== "--elicits");
const capabilities = process.argv.includes("--elicits") ? { elicitation: { url: {} } } : {};
const say = (what) => console.log(JSON.stringify(what));

let bring;
const code = new Promise((resolve) => (bring = resolve));
const callback = createServer((request, response) => {
  const query = new URL(request.url, "http://localhost").searchParams;
  response.setHeader("Content-Type", "text/html");
  response.end("<!doctype html><title>done</title><p>You may close this page");
  bring(query);
});
await new Promise((resolve) => callback.listen(0, "127.0.0.1", resolve));

const saved = {};
const provider = {
  clientMetadataUrl,
  redirectUrl: `http://127.0.0.1:${callback.address().port}/callback`,
  get clientMetadata() {
    return {
      client_name: "SDK client",
      redirect_uris: [this.redirectUrl],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
    };
  },
  clientInformation: () => saved.client,
  saveClientInformation: (client) => void (saved.client = client),
  tokens: () => saved.tokens,
  saveTokens: (tokens) => void (saved.tokens = tokens),
  saveCodeVerifier: (verifier) => void (saved.verifier = verifier),
  codeVerifier: () => saved.verifier,
  redirectToAuthorization: (url) => say({ open: url.href }),
};

const connect = async () => {
  const transport = new StreamableHTTPClientTransport(new URL(serverUrl), { authProvider: provider });
  const client = new Client({ name: "sdk-client", version: "1" }, { capabilities });
  try {
    await client.connect(transport);
    return client;
  } catch (error) {
    if (!(error instanceof UnauthorizedError)) throw error;
    const answer = await code;
    await transport.finishAuth(answer.get("code"), answer.get("iss") ?? undefined);
    return null;
  }
};

const client = (await connect()) ?? (await connect());
say({
  connected: client.getServerVersion().name,
  client: saved.client?.client_id,
  tokens: saved.tokens,
  tools: (await client.listTools()).tools.map((tool) => tool.name),
});
for await (const line of createInterface({ input: process.stdin })) {
  try {
    say({ result: await client.callTool(JSON.parse(line)) });
  } catch (error) {
    say({ error: String(error?.message ?? error), code: error?.code, elicitations: error?.elicitations });
  }
}
await client.close();
process.exit(0);
