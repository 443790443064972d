package dev.countersign.cli.terminal;

import dev.countersign.cli.login.Audience;
import dev.countersign.cli.login.LoginException;
import dev.countersign.cli.login.Spoken;
import dev.countersign.cli.login.Stage;
import dev.countersign.cli.login.Stage.Pace;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;

/**
 * Shows a login to a person, on standard error. On a terminal the last line is live; elsewhere there is a line when
 * something changes and once a minute.
 */
public final class Screen implements Audience {
    /**
     * What the output can do.
     *
     * @param live whether the cursor can go back
     * @param qr whether to draw QR codes
     */
    public record Style(boolean live, boolean colours, boolean qr) {
        public static final Style PLAIN = new Style(false, false, false);
    }

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String CLEAR = "\r\u001b[2K";

    private final PrintStream out;
    private final Style style;
    private final Retry retry;
    private boolean lineOpen;
    private boolean pasting;
    private Pace pace = Pace.PENDING;
    private Duration told = Duration.ofDays(1);

    /**
     * @param retry the command that starts this login again
     */
    public Screen(PrintStream out, Style style, Retry retry) {
        this.out = out;
        this.style = style;
        this.retry = retry;
    }

    @Override
    public void hears(Stage stage) {
        switch (stage) {
            case Stage.Page page -> page(page);
            case Stage.Code code -> code(code);
            case Stage.Waiting waiting -> waiting(waiting);
            case Stage.Slower slower -> {
                say(ink(
                        Ink.YELLOW,
                        "The server asked to slow down: it is now asked every " + Spoken.of(slower.interval()) + "."));
                say("  Nothing has to be done. To start over: " + retry.command());
            }
            case Stage.Lost lost -> {
                say(ink(Ink.YELLOW, Foreign.clean(lost.why()) + ". Trying again; what was asked stays good."));
                say("  To start over: " + retry.command());
            }
            case Stage.Note note -> say(Foreign.clean(note.text()));
        }
    }

    /** A line for a person. */
    public void say(String text) {
        closeLine();
        out.println(text);
        out.flush();
    }

    /** How it ended well. */
    public void succeeds(String text) {
        say(ink(Ink.GREEN, "✓ ") + Foreign.clean(text));
    }

    /** How it ended without a token, and what to do. */
    public void fails(LoginException failure) {
        say(ink(Ink.RED, "✗ ") + Foreign.clean(failure.sentence()));
        say("  " + ink(Ink.BOLD, retry.after(failure.kind())));
    }

    private void page(Stage.Page page) {
        pasting = page.remote();
        say("");
        say(
                page.launched()
                        ? "A browser was opened. If none appears, open this page:"
                        : "Open this page in a browser:");
        say("");
        say("  " + ink(Ink.CYAN, Foreign.clean(page.address().toString())));
        say("");
        if (page.remote()) {
            say("The browser ends on an address that begins with http://127.0.0.1: and cannot be shown.");
            say("Copy that address and paste it here within " + Spoken.of(page.life()) + ":");
        } else {
            say(ink(Ink.DIM, "If the browser cannot come back, paste the address it ends on here."));
        }
    }

    private void code(Stage.Code code) {
        say("");
        say("Open   " + ink(Ink.CYAN, Foreign.clean(code.page().toString())));
        say("Enter  " + ink(Ink.BOLD, Foreign.clean(code.userCode())));
        code.complete().map(URI::toString).ifPresent(complete -> {
            say("");
            say("or open this, and compare the code: " + ink(Ink.CYAN, Foreign.clean(complete)));
            if (style.qr()) {
                QrText.lines(complete, style.colours()).forEach(line -> say("  " + line));
            }
        });
        say("");
        say(ink(
                Ink.DIM,
                "The code is good for " + Spoken.of(code.life())
                        + ". Enter it only if you started this login yourself."));
    }

    private void waiting(Stage.Waiting waiting) {
        boolean changed = waiting.pace() != pace;
        pace = waiting.pace();
        if (style.live() && !pasting) {
            out.print(CLEAR + line(waiting));
            out.flush();
            lineOpen = true;
        } else if (changed || told.minus(waiting.left()).compareTo(MINUTE) >= 0) {
            told = waiting.left();
            say(line(waiting));
        }
    }

    private String line(Stage.Waiting waiting) {
        String state = switch (waiting.pace()) {
            case PENDING -> ink(Ink.DIM, "Waiting for a decision");
            case SLOWED -> ink(Ink.YELLOW, "Waiting, more slowly");
            case UNREACHABLE -> ink(Ink.YELLOW, "No answer, trying again");
        };
        String asked = waiting.interval().isZero()
                ? ""
                : " · asked " + waiting.asked() + "×, every "
                        + waiting.interval().toSeconds() + " s";
        return state + " · " + Spoken.clock(waiting.left()) + " left" + asked;
    }

    private void closeLine() {
        if (lineOpen) {
            out.print(CLEAR);
            lineOpen = false;
        }
    }

    private String ink(Ink ink, String text) {
        return ink.on(text, style.colours());
    }
}
