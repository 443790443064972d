package dev.countersign.cli.login;

import java.util.Optional;

/** Remembers who the command line is to each authorization server (MCP CL-10: never to another one). */
public interface Registrations {
    /** Remembers nothing. */
    Registrations NONE = new Registrations() {
        @Override
        public Optional<ClientIdentity> of(String issuer) {
            return Optional.empty();
        }

        @Override
        public void keep(String issuer, ClientIdentity identity) {
            // Who is known to every Countersign needs no registration.
        }

        @Override
        public DeviceKey key(String issuer) {
            return DeviceKey.fresh();
        }
    };

    Optional<ClientIdentity> of(String issuer) throws LoginException;

    void keep(String issuer, ClientIdentity identity) throws LoginException;

    /** The key of this computer for what this server gives; the same one each time, and no other server ever sees it. */
    DeviceKey key(String issuer) throws LoginException;
}
