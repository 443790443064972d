// What each agent of the demo needs: the key of its device, proofs of it (RFC 9449), the token endpoint, and MCP over HTTP.
// Nothing but Node 20 or later.
import { spawn } from "node:child_process";
import { createHash, randomUUID, webcrypto } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const ES256 = { name: "ECDSA", namedCurve: "P-256" };
export const EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
export const ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
export const TICKET = "urn:countersign:params:oauth:token-type:delegation-ticket";

const base64url = (data) => Buffer.from(data).toString("base64url");

/** A device is a key. Agents that share it run in one place. */
export async function device(file) {
  if (!existsSync(file)) {
    const { privateKey } = await webcrypto.subtle.generateKey(ES256, true, ["sign", "verify"]);
    writeFileSync(file, JSON.stringify(await webcrypto.subtle.exportKey("jwk", privateKey)), { mode: 0o600 });
  }
  const jwk = JSON.parse(readFileSync(file, "utf8"));
  const key = await webcrypto.subtle.importKey("jwk", jwk, ES256, false, ["sign"]);
  const publicKey = { crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y };
  const thumbprint = base64url(createHash("sha256").update(JSON.stringify(publicKey)).digest());
  return { key, publicKey, thumbprint };
}

export class Agent {
  constructor(clientId, issuer, device, name = clientId) {
    Object.assign(this, { clientId, issuer, device, name });
  }

  /** Says what it does, for people; standard output is for other agents. */
  says(text) {
    process.stderr.write(`${this.name.padEnd(10)} │ ${text}\n`);
  }

  async proof(method, url, token) {
    const header = { typ: "dpop+jwt", alg: "ES256", jwk: this.device.publicKey };
    const claims = { jti: randomUUID(), htm: method, htu: url, iat: Math.floor(Date.now() / 1000) };
    if (token) claims.ath = base64url(createHash("sha256").update(token).digest());
    if (this.nonce) claims.nonce = this.nonce;
    const text = `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(claims))}`;
    const signature = await webcrypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, this.device.key, Buffer.from(text));
    return `${text}.${base64url(signature)}`;
  }

  /** Posts with a proof; once more when the server wants its nonce in it. */
  async post(url, headers, body, token) {
    for (const again of [true, false]) {
      const answer = await fetch(url, {
        method: "POST",
        headers: { ...headers, DPoP: await this.proof("POST", url, token) },
        body,
      });
      this.nonce = answer.headers.get("DPoP-Nonce") ?? this.nonce;
      const text = await answer.text();
      if (again && answer.status >= 400 && text.includes("use_dpop_nonce")) continue;
      return { status: answer.status, headers: answer.headers, text };
    }
  }

  /** A form to an OAuth endpoint. */
  async asks(path, form) {
    const body = new URLSearchParams({ client_id: this.clientId });
    for (const [name, value] of Object.entries(form)) for (const each of [value].flat()) body.append(name, each);
    const answer = await this.post(this.issuer + path, { "Content-Type": "application/x-www-form-urlencoded" }, body.toString());
    return { status: answer.status, ...JSON.parse(answer.text) };
  }

  /** A form that must succeed. */
  async gets(path, form) {
    const answer = await this.asks(path, form);
    if (answer.status !== 200) throw new Error(`${this.clientId}: ${answer.error}: ${answer.error_description}`);
    return answer;
  }

  /** Opens an MCP session with a token. */
  async session(url, token) {
    const session = new Session(this, url, token);
    await session.request("initialize", {
      protocolVersion: "2025-11-25",
      capabilities: {},
      clientInfo: { name: this.clientId, version: "1" },
    });
    await session.send({ jsonrpc: "2.0", method: "notifications/initialized" });
    return session;
  }
}

class Session {
  constructor(agent, url, token) {
    Object.assign(this, { agent, url, token, next: 1, headers: {} });
  }

  async send(message) {
    const answer = await this.agent.post(
      this.url,
      {
        Authorization: `DPoP ${this.token}`,
        "Content-Type": "application/json",
        Accept: "application/json, text/event-stream",
        "MCP-Protocol-Version": "2025-11-25",
        ...this.headers,
      },
      JSON.stringify(message),
      this.token,
    );
    const id = answer.headers.get("Mcp-Session-Id");
    if (id) this.headers["Mcp-Session-Id"] = id;
    return answer;
  }

  async request(method, params) {
    const id = this.next++;
    const answer = await this.send({ jsonrpc: "2.0", id, method, params });
    if (answer.status !== 200) return { status: answer.status };
    const stream = (answer.headers.get("Content-Type") ?? "").startsWith("text/event-stream");
    const messages = stream
      ? answer.text.split("\n").filter((line) => line.startsWith("data:")).map((line) => line.slice(5)).filter((data) => data.trim())
      : [answer.text];
    const response = messages.map((text) => JSON.parse(text)).find((message) => message.id === id);
    return { status: 200, ...response };
  }

  /** Calls a tool: the status, and the text or the structured answer. */
  async call(name, args) {
    const answer = await this.request("tools/call", { name, arguments: args });
    const result = answer.result ?? {};
    if (result.isError) throw new Error(`${name}: ${result.content?.[0]?.text}`);
    return { status: answer.status, text: result.content?.[0]?.text, ...result.structuredContent };
  }
}

/** Another agent as a process of its own, to which one line is said and from which one line is heard. */
export function start(script, ...args) {
  const child = spawn(process.execPath, [fileURLToPath(new URL(script, import.meta.url)), ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = heard(child.stdout);
  return {
    async ask(message) {
      child.stdin.write(`${JSON.stringify(message)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`${script} ended`);
      return value;
    },
    stop: () => child.stdin.end(),
  };
}

/** The JSON lines of a stream. */
export async function* heard(stream) {
  for await (const line of createInterface({ input: stream })) yield JSON.parse(line);
}

export const answer = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
