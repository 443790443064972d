// The researcher: redeems the planner's ticket on a device of its own, and hands a smaller part on to the reader.
import { join } from "node:path";
import { ACCESS_TOKEN, Agent, answer, device, EXCHANGE, heard, start, TICKET } from "./agent.mjs";

const [issuer, files, keys] = process.argv.slice(2);
const me = new Agent("researcher", issuer, await device(join(keys, "device-2.jwk")));
let mine;
let reader;

for await (const said of heard(process.stdin)) {
  if (said.again) {
    const renewed = await me.asks("/oauth/token", {
      grant_type: EXCHANGE,
      subject_token: mine,
      subject_token_type: ACCESS_TOKEN,
    });
    if (renewed.status !== 200) me.says(`my renewal is refused: ${renewed.error_description}`);
    answer({ researcher: renewed.status, ...(await reader.ask({ again: true })) });
    continue;
  }
  ({ access_token: mine } = await me.gets("/oauth/token", {
    grant_type: EXCHANGE,
    subject_token: said.ticket,
    subject_token_type: TICKET,
  }));
  me.says("I redeemed the ticket with my key");
  const { access_token: ticket } = await me.gets("/oauth/token", {
    grant_type: EXCHANGE,
    subject_token: mine,
    subject_token_type: ACCESS_TOKEN,
    requested_token_type: TICKET,
    requested_actor: "reader",
    requested_actor_jkt: me.device.thumbprint, // the reader works on this device too
  });
  me.says(`I give the reader a ticket of my own and ask for ${said.file}`);
  reader = start("./reader.mjs", issuer, files, keys);
  answer(await reader.ask({ ticket, file: said.file }));
}
reader?.stop();
