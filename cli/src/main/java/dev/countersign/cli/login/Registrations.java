package dev.countersign.cli.login;

import java.util.Optional;

/** Remembers who the command line is to each authorization server (MCP CL-10: never to another one). */
public interface Registrations {
    Optional<ClientIdentity> of(String issuer) throws LoginException;

    void keep(String issuer, ClientIdentity identity) throws LoginException;
}
