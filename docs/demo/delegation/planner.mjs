// The planner: the one agent a human allows something. It hands a part on to the researcher, and takes it back.
// node planner.mjs ISSUER SERVER FILE FOLDER_FOR_KEYS
import { join } from "node:path";
import { Agent, answer, device, start } from "./agent.mjs";

const [issuer = "http://localhost:8420", server = "files", file = "plan.txt", keys = "."] = process.argv.slice(2);
const files = `${issuer}/mcp/${server}`;
const own = `${issuer}/mcp`;
const me = new Agent("mcp-agent", issuer, await device(join(keys, "device-1.jwk")), "planner");
const elsewhere = await device(join(keys, "device-2.jwk")); // in real life the researcher tells its thumbprint

const asked = await me.gets("/oauth/device_authorization", {
  resource: [own, files],
  authorization_details: JSON.stringify([
    { type: "mcp", locations: [own, files], actions: ["read"], delegate: { depth: 2, to: ["researcher", "reader"] } },
  ]),
});
me.says(`please open ${asked.verification_uri_complete}`);
me.says(`the code is ${asked.user_code}; allow both places, and handing on twice to: researcher reader`);

const mine = await approved(asked);
const countersign = await me.session(own, mine);
const { authority, may_hand_on } = await countersign.call("whoami", {});
me.says(`I may ${authority[0].actions.join(", ")}, and hand it on ${may_hand_on?.times ?? 0} times`);

const { ticket } = await countersign.call("delegate", {
  receiver: "researcher",
  receiver_key: elsewhere.thumbprint,
  resource: files,
  access: "read",
});
me.says("I give the researcher a ticket: good once, for its key alone");
const researcher = start("./researcher.mjs", issuer, files, keys);
const { text } = await researcher.ask({ ticket, file });
me.says(`the researcher tells me: ${text.trim()}`);

const { delegations } = await countersign.call("delegations", {});
const middle = delegations.find((each) => each.receiver === "researcher");
me.says(`I take back ${middle.id}, which I gave the researcher`);
await countersign.call("revoke_delegation", { id: middle.id });

const after = await researcher.ask({ again: true });
const still = await (await me.session(files, mine)).call("list_allowed_directories", {});
me.says(`now the reader's call ends in ${after.reader}, the researcher's renewal in ${after.researcher}, mine in ${still.status}`);
researcher.stop();
answer({ text, revoked: middle.id, reader: after.reader, researcher: after.researcher, planner: still.status });

/** Polls until the human decided (RFC 8628 §3.4). */
async function approved({ device_code, interval, expires_in }) {
  const end = Date.now() + expires_in * 1000;
  for (let pause = interval; Date.now() < end; ) {
    await new Promise((wake) => setTimeout(wake, pause * 1000));
    const polled = await me.asks("/oauth/token", {
      grant_type: "urn:ietf:params:oauth:grant-type:device_code",
      device_code,
    });
    if (polled.status === 200) return polled.access_token;
    if (polled.error === "slow_down") pause += 5;
    else if (polled.error !== "authorization_pending") throw new Error(`${polled.error}: ${polled.error_description}`);
  }
  throw new Error("nobody decided in time");
}
