// What the server of a declared resource does with a token it was sent, by an independent library (oauth4webapi): asks the
// authorization server about it (RFC 7662, and signed: RFC 9701), verifies it by itself (RFC 9068), or gives it back (RFC 7009).
// Arguments: the issuer, the resource's URL and its secret. It reads one request a line, {"ask": token} or {"giveBack": token},
// and prints one JSON object a line.
import { createInterface } from "node:readline";
import * as oauth from "oauth4webapi";

const [issuer, resource, secret] = process.argv.slice(2);
const insecure = { [oauth.allowInsecureRequests]: true };
const say = (what) => console.log(JSON.stringify(what));

const as = await oauth
  .discoveryRequest(new URL(issuer), { algorithm: "oauth2", ...insecure })
  .then((response) => oauth.processDiscoveryResponse(new URL(issuer), response));
const auth = oauth.ClientSecretBasic(secret);

const plain = async (token) => {
  const client = { client_id: resource };
  const response = await oauth.introspectionRequest(as, client, auth, token, insecure);
  return oauth.processIntrospectionResponse(as, client, response);
};

const signed = async (token) => {
  const client = { client_id: resource, introspection_signed_response_alg: "ES256" };
  const response = await oauth.introspectionRequest(as, client, auth, token, { requestJwtResponse: true, ...insecure });
  const claims = await oauth.processIntrospectionResponse(as, client, response);
  await oauth.validateApplicationLevelSignature(as, response, insecure);
  return claims;
};

const verified = async (token) => {
  const request = new Request(resource, { headers: { Authorization: `Bearer ${token}` } });
  try {
    return await oauth.validateJwtAccessToken(as, request, resource, insecure);
  } catch (error) {
    return { refused: error.code ?? error.name };
  }
};

const giveBack = async (token) => {
  const client = { client_id: "mcp-agent" };
  const response = await oauth.revocationRequest(as, client, oauth.None(), token, insecure);
  await oauth.processRevocationResponse(response);
  return { given: true };
};

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  try {
    if (request.giveBack) say(await giveBack(request.giveBack));
    else
      say({
        plain: await plain(request.ask),
        signed: await signed(request.ask),
        verified: await verified(request.ask),
      });
  } catch (error) {
    say({ error: String(error), cause: String(error.cause?.message ?? "") });
  }
}
