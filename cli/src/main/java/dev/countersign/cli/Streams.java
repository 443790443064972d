package dev.countersign.cli;

import dev.countersign.cli.terminal.Screen;
import dev.countersign.cli.terminal.Tty;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Standard output and error in UTF-8, whatever the locale says: codes and links must arrive. */
final class Streams {
    private Streams() {}

    static PrintStream out() {
        return new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    }

    static PrintStream err() {
        return new PrintStream(new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8);
    }

    /** What standard error can show. */
    static Screen.Style style(boolean qr) {
        boolean terminal = Tty.is(2);
        boolean live = terminal && Tty.moves(System.getenv());
        return new Screen.Style(live, terminal && Tty.colours(System.getenv()), live && qr);
    }
}
