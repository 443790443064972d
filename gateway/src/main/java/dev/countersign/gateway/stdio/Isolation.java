package dev.countersign.gateway.stdio;

/** Who shares a process of a guarded server. */
public enum Isolation {
    /** One process per root grant; grants delegated from it share the process. */
    GRANT,
    /** One process per MCP session. */
    SESSION,
    /** One process for everybody. */
    SHARED
}
