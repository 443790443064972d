package dev.countersign.server.web;

/** Answers one kind of request. Called on a virtual thread; may block; must be safe for concurrent use. */
@FunctionalInterface
public interface Endpoint {
    /**
     * @throws Refusal when the request is refused with a reason its sender may read; anything else that is thrown becomes
     *     a plain 500 without detail
     */
    Reply handle(Exchange exchange);
}
