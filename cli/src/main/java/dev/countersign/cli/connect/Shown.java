package dev.countersign.cli.connect;

import dev.countersign.cli.login.Stage;
import java.net.URI;
import java.util.Optional;

/**
 * What a human has to do.
 *
 * @param page to open
 * @param code to type or to compare, with device authorization
 * @param complete whether the page already holds the code
 */
record Shown(URI page, Optional<String> code, boolean complete) {
    static Optional<Shown> of(Stage stage) {
        return switch (stage) {
            case Stage.Page page -> Optional.of(new Shown(page.address(), Optional.empty(), true));
            case Stage.Code code ->
                Optional.of(new Shown(
                        code.complete().orElse(code.page()),
                        Optional.of(code.userCode()),
                        code.complete().isPresent()));
            case Stage.Waiting w -> Optional.empty();
            case Stage.Slower s -> Optional.empty();
            case Stage.Lost l -> Optional.empty();
            case Stage.Note n -> Optional.empty();
        };
    }

    /** In a sentence. */
    String words() {
        String what = code.map(shown -> complete ? " and compare the code " + shown : " and enter the code " + shown)
                .orElse("");
        return "open " + page + what;
    }
}
