// A client that binds its tokens to a key (RFC 9449), by an independent library (oauth4webapi): redeems a code, calls the
// resource, refreshes, and judges the token as the resource would (RFC 9068 with DPoP). Nonces are followed as the library does.
// Arguments: the issuer, the resource, the redirect URI, the code verifier, the state and the URL that came to the callback.
// Prints one JSON object.
import * as oauth from "oauth4webapi";

const [issuer, resource, redirect, verifier, state, callback] = process.argv.slice(2);
const insecure = { [oauth.allowInsecureRequests]: true };
const client = { client_id: "mcp-agent" };

const as = await oauth
  .discoveryRequest(new URL(issuer), { algorithm: "oauth2", ...insecure })
  .then((response) => oauth.processDiscoveryResponse(new URL(issuer), response));
const DPoP = oauth.DPoP(client, await oauth.generateKeyPair("ES256"));

let nonces = 0;
const twice = async (request) => {
  try {
    return await request();
  } catch (error) {
    if (!oauth.isDPoPNonceError(error)) throw error;
    nonces++;
    return request();
  }
};

const parameters = oauth.validateAuthResponse(as, client, new URL(callback), state);
const tokens = await twice(async () =>
  oauth.processAuthorizationCodeResponse(
    as,
    client,
    await oauth.authorizationCodeGrantRequest(as, client, oauth.None(), parameters, redirect, verifier, { DPoP, ...insecure }),
  ),
);

const body = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "judge", version: "1" } },
});
const headers = () => new Headers({ "Content-Type": "application/json", Accept: "application/json, text/event-stream" });
let shown;
const called = await twice(() =>
  oauth.protectedResourceRequest(tokens.access_token, "POST", new URL(resource), headers(), body, {
    DPoP,
    ...insecure,
    [oauth.customFetch]: (url, options) => {
      shown = new Request(url, { method: options.method, headers: options.headers });
      return fetch(url, options);
    },
  }),
);

const claims = await oauth.validateJwtAccessToken(as, shown, resource, { requireDPoP: true, ...insecure });

const bearer = await fetch(resource, {
  method: "POST",
  headers: { ...Object.fromEntries(headers()), Authorization: `Bearer ${tokens.access_token}` },
  body,
});

const refreshed = await twice(async () =>
  oauth.processRefreshTokenResponse(
    as,
    client,
    await oauth.refreshTokenGrantRequest(as, client, oauth.None(), tokens.refresh_token, { DPoP, ...insecure }),
  ),
);

const other = oauth.DPoP(client, await oauth.generateKeyPair("ES256"));
let stolen;
try {
  stolen = await twice(async () =>
    oauth.processRefreshTokenResponse(
      as,
      client,
      await oauth.refreshTokenGrantRequest(as, client, oauth.None(), refreshed.refresh_token, { DPoP: other, ...insecure }),
    ),
  );
} catch (error) {
  stolen = { error: error.error };
}

console.log(
  JSON.stringify({
    type: tokens.token_type,
    called: called.status,
    jkt: claims.cnf.jkt === (await DPoP.calculateThumbprint()),
    bearer: bearer.status,
    refreshed: refreshed.token_type,
    stolen: stolen.error,
    nonces,
  }),
);
