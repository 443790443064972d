package dev.countersign.cli.terminal;

import dev.countersign.cli.login.Audience;
import dev.countersign.cli.login.LoginException;
import dev.countersign.cli.login.Stage;
import dev.countersign.cli.login.Stage.Pace;
import java.io.PrintStream;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Tells a login to a program: one JSON object a line, each with an {@code event}. */
public final class JsonLines implements Audience {
    private final PrintStream out;
    private final Retry retry;
    private int asked = -1;
    private Pace pace = Pace.PENDING;

    /**
     * @param retry the command that starts this login again
     */
    public JsonLines(PrintStream out, Retry retry) {
        this.out = out;
        this.retry = retry;
    }

    @Override
    public void hears(Stage stage) {
        switch (stage) {
            case Stage.Page page ->
                print(event("page")
                        .put("authorization_url", page.address().toString())
                        .put("opened", page.launched())
                        .put("paste_callback", page.remote())
                        .put("expires_in", page.life().toSeconds()));
            case Stage.Code code -> {
                ObjectNode event = event("code")
                        .put("verification_uri", code.page().toString())
                        .put("user_code", code.userCode());
                code.complete().ifPresent(uri -> event.put("verification_uri_complete", uri.toString()));
                print(event.put("expires_in", code.life().toSeconds()));
            }
            case Stage.Waiting waiting -> {
                if (waiting.asked() != asked || waiting.pace() != pace) {
                    asked = waiting.asked();
                    pace = waiting.pace();
                    print(event("waiting")
                            .put("state", pace.name().toLowerCase(Locale.ROOT))
                            .put("seconds_left", waiting.left().toSeconds())
                            .put("interval", waiting.interval().toSeconds())
                            .put("asked", asked));
                }
            }
            case Stage.Slower slower ->
                print(event("slow_down")
                        .put("interval", slower.interval().toSeconds())
                        .put("retry", retry.command()));
            case Stage.Lost lost ->
                print(event("unreachable").put("message", lost.why()).put("retry", retry.command()));
            case Stage.Note note -> print(event("note").put("message", note.text()));
        }
    }

    /** The last line when there is no token. */
    public void fails(LoginException failure) {
        print(event("failed")
                .put("reason", failure.kind().wire())
                .put("message", failure.sentence())
                .put("retry", retry.after(failure.kind())));
    }

    /** An object to fill and to print. */
    public static ObjectNode event(String name) {
        return JsonNodeFactory.instance.objectNode().put("event", name);
    }

    public void print(ObjectNode event) {
        out.println(event);
        out.flush();
    }
}
