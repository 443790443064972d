package dev.countersign.server.config;

/** How far access goes. Each level includes those before it. */
public enum Access {
    NONE,
    READ,
    WRITE,
    DESTRUCTIVE
}
