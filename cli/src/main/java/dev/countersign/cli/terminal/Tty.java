package dev.countersign.cli.terminal;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
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

    /** How many columns the terminal behind a file descriptor has; 0 when it is none, or does not say. */
    public static int columns(int descriptor) {
        String system = System.getProperty("os.name", "");
        long request = system.startsWith("Linux") ? 0x5413 : system.startsWith("Mac") ? 0x40087468L : 0;
        if (request == 0 || !is(descriptor)) {
            return 0;
        }
        Linker linker = Linker.nativeLinker();
        try (Arena arena = Arena.ofConfined()) {
            // ioctl(TIOCGWINSZ): four shorts, the second is the width.
            MemorySegment size = arena.allocate(ValueLayout.JAVA_SHORT, 4);
            MethodHandle ioctl = linker.downcallHandle(
                    linker.defaultLookup().find("ioctl").orElseThrow(),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
                    Linker.Option.firstVariadicArg(2));
            return (int) ioctl.invokeExact(descriptor, request, size) == 0
                    ? Short.toUnsignedInt(size.getAtIndex(ValueLayout.JAVA_SHORT, 1))
                    : 0;
        } catch (Throwable e) {
            return 0;
        }
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
