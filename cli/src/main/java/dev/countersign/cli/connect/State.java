package dev.countersign.cli.connect;

import dev.countersign.cli.credentials.Credential;
import dev.countersign.cli.login.LoginException;
import java.util.Optional;

/** Whether the server behind may be spoken to. */
sealed interface State {
    /** Nobody has asked for anything yet. */
    record Idle() implements State {}

    /** A human is being asked, or it is being found out how to ask. */
    record Asking(Optional<Shown> shown) implements State {}

    /** There is a token. */
    record Granted(Credential credential) implements State {}

    /** The server lets everybody in. */
    record Open() implements State {}

    /** There is no token, and nobody is being asked. */
    record Failed(LoginException why) implements State {}

    /** Whether requests can be passed on. */
    default boolean ready() {
        return this instanceof Granted || this instanceof Open;
    }
}
