package dev.countersign.server.oauth.token;

import tools.jackson.databind.node.ObjectNode;

/** A successful answer of the token endpoint. */
public interface TokenAnswer {
    /** The body. It holds a secret. */
    ObjectNode json();
}
