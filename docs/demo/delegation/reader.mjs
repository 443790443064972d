// The file reader: the last of the chain, and the one that works at the real MCP server through the gateway.
import { join } from "node:path";
import { Agent, answer, device, EXCHANGE, heard, TICKET } from "./agent.mjs";

const [issuer, files, keys] = process.argv.slice(2);
const me = new Agent("reader", issuer, await device(join(keys, "device-2.jwk")));
let session;

for await (const said of heard(process.stdin)) {
  if (said.again) {
    const { status } = await session.call("list_allowed_directories", {});
    me.says(`I call again: ${status}`);
    answer({ reader: status });
    continue;
  }
  const { access_token } = await me.gets("/oauth/token", {
    grant_type: EXCHANGE,
    subject_token: said.ticket,
    subject_token_type: TICKET,
  });
  const chain = [];
  for (let act = JSON.parse(Buffer.from(access_token.split(".")[1], "base64url")).act; act; act = act.act) chain.push(act.client_id ?? act.sub);
  me.says(`I act through ${chain.length - 1} others: ${chain.join(" ← ")}`);
  session = await me.session(files, access_token);
  const { text: folders } = await session.call("list_allowed_directories", {});
  const folder = folders.trim().split("\n").at(-1);
  const { text } = await session.call("read_text_file", { path: `${folder}/${said.file}` });
  me.says(`I read ${said.file}`);
  answer({ text });
}
