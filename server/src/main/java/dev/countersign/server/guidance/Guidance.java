package dev.countersign.server.guidance;

import dev.countersign.server.web.Reply;
import dev.countersign.server.web.Routes;
import java.net.URI;

/**
 * {@code /llms.txt} and {@code /skill.md}: in a few lines, the way in for an agent with a browser and for one without. What
 * is switched off is not mentioned. Nothing in them is secret, and both may be cached for an hour.
 */
public final class Guidance {
    private final URI issuer;
    private final boolean device;

    /**
     * @param device whether the device grant is offered
     */
    public Guidance(URI issuer, boolean device) {
        this.issuer = issuer;
        this.device = device;
    }

    /** Adds the two addresses. */
    public void routes(Routes routes) {
        routes.get("/llms.txt", _ -> page("text/plain; charset=utf-8", overview()));
        routes.get("/skill.md", _ -> page("text/markdown; charset=utf-8", skill()));
    }

    private static Reply page(String type, String text) {
        return Reply.text(200, type, text).with("Cache-Control", "public, max-age=3600");
    }

    /** The overview, in the form of llmstxt.org. */
    String overview() {
        return """
                # Countersign

                > %1$s is an OAuth 2.1 authorization server and MCP gateway. No agent acts here for a person unless that person
                > approved it in a browser. A token is bounded by what was approved: access, tools, places and an end.

                ## Which way in

                - You can open a browser on the machine you run on: authorization code with PKCE (S256) and a loopback redirect.
                %2$s
                Start from the MCP URL you were given. Its 401 answer names the resource metadata, that names this server, and the
                server's metadata names every endpoint: %1$s/.well-known/oauth-authorization-server

                ## Rules

                - Never ask a person to paste a token into a chat, a prompt or a terminal, and never print one.
                - Never use an owner's credential for MCP. /mcp refuses owner tokens by design.
                - 401 means: get a new token (refresh first). 403 insufficient_scope means: ask the person again for exactly the
                  scopes it names. 429 and 503 carry Retry-After: wait that long.
                - Always bound how long you wait for a person, and say where they have to go.

                ## More

                - [Step by step](%1$s/skill.md)
                - [Own MCP tools](%1$s/mcp): `whoami` says what a token may do and until when; `request_access` asks the person
                  for more, and gives a URL to show
                """.formatted(issuer, device ? HEADLESS + "\n" + OWNER : "");
    }

    private static final String HEADLESS = """
            - You cannot (sandbox, container, SSH, a loopback that nobody reaches): device authorization (RFC 8628). Send
              `resource` with `scope` or `authorization_details`. Show the person the verification URL and the user code, and poll.
              It yields a client token, bound to the grant and the MCP resource, like the browser's way.
            """.stripTrailing();

    private static final String OWNER = """
            - Owner onboarding is something else: owner-level local automation for /v1, only when the owner asks for it. It
              yields an owner token, which MCP refuses. It is not how an MCP client is set up.
            """;

    /** The steps, as a skill an agent can load. */
    String skill() {
        return """
                ---
                name: countersign
                description: Get and use authority from the Countersign server at %1$s, with a browser or without one.
                ---

                # Get authority for an MCP server guarded by %1$s

                You need the MCP URL, such as `%1$s/mcp/NAME`. Everything else is discovered.

                1. Call the MCP URL without a token. The 401 names `resource_metadata`.
                2. Read it: `resource` is what you ask for, `authorization_servers` where.
                3. Read the server's metadata. Check that `issuer` is the very text you used.
                4. Be a client: a client_id that is the https URL of your own metadata document, or a registration, or `mcp-agent`
                   (public, loopback redirects).
                5. Choose your way in.

                ## With a browser on this machine

                Authorization code with PKCE S256, a redirect to `http://127.0.0.1:PORT/…`, `resource`, `scope` and `state`. Open the
                URL, or show it, and wait a bounded time. Check `state` and `iss` in the answer. `access_denied` means the person said
                no: do not ask again by yourself. `interaction_required` means nobody decided: say so, and offer to try again.
                %2$s
                ## Afterwards

                - Send the token in the Authorization header of every request, nowhere else.
                - Access tokens live minutes. Use the refresh token when there is one; keep the new one each time.
                - 403 `insufficient_scope`: the answer names all scopes the call needs. Ask once, for what you hold plus those.
                - Store credentials readable by your user only. Never print them, log them or hand them to a model.

                On the command line, `countersign login MCP_URL` does all of this, and `countersign connect MCP_URL` is an MCP server
                on standard input and output that does it for clients which cannot.
                """.formatted(issuer, device ? DEVICE : "");
    }

    private static final String DEVICE = """

            ## Without a browser

            1. POST `client_id`, `resource` and `scope` to `device_authorization_endpoint`.
            2. Show the person `verification_uri`, `user_code` and how long they have. `verification_uri_complete` may be
               shown as a link or a QR code. Never show `device_code`.
            3. Poll the token endpoint with grant type `urn:ietf:params:oauth:grant-type:device_code`, `client_id` and
               `device_code`, every `interval` seconds. `authorization_pending`: go on. `slow_down`: five seconds more from now on.
               `access_denied`: stop. `expired_token`: say so, and start again only when asked to.

            Do not send `profile=owner_agent`: that is owner-level local automation for `/v1`, and `/mcp` refuses its token.
            """;
}
