package dev.countersign.cli.terminal;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.util.Map;

/** Whether somebody looks at an output, and what it can show. */
public final class Tty {
    private Tty() {}

    /** Whether a file descriptor is a terminal. Java itself tells it of standard input and output together only. */
    public static boolean is(int descriptor) {
        Linker linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find("isatty")
                .map(address -> linker.downcallHandle(
                        address, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)))
                .map(isatty -> {
                    try {
                        return (int) isatty.invokeExact(descriptor) == 1;
                    } catch (Throwable e) {
                        return false;
                    }
                })
                .orElse(false);
    }

    /** Whether the terminal moves its cursor when told to. */
    public static boolean moves(Map<String, String> environment) {
        String term = environment.getOrDefault("TERM", "");
        return !term.isEmpty() && !term.equals("dumb");
    }

    /** Whether colours are wanted (no-color.org). */
    public static boolean colours(Map<String, String> environment) {
        return moves(environment) && environment.getOrDefault("NO_COLOR", "").isEmpty();
    }
}
