package dev.countersign.cli.terminal;

import dev.countersign.cli.login.LoginException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The exact command that starts something again, to be copied into a shell.
 *
 * @param program how this program was called
 * @param arguments as they were given
 */
public record Retry(String program, List<String> arguments) {
    public Retry {
        arguments = List.copyOf(arguments);
    }

    /**
     * @param environment where {@code COUNTERSIGN_PROGRAM} says how this program was called
     */
    public static Retry of(Map<String, String> environment, List<String> arguments) {
        return new Retry(environment.getOrDefault("COUNTERSIGN_PROGRAM", "countersign"), arguments);
    }

    /** The command as it was given. */
    public String command() {
        return line(arguments);
    }

    /** What to do after a login that gave no token: a few words, and the command. */
    public String after(LoginException.Kind kind) {
        return switch (kind) {
            case DENIED -> "If that was a mistake, ask again: " + command();
            case EXPIRED -> "To ask again: " + line(without("--timeout"));
            case TIMED_OUT -> "To give it more time: " + line(without("--timeout"));
            case UNREACHABLE -> "When it can be reached: " + command();
            case NO_WAY ->
                "On a computer with a browser: "
                        + line(Stream.concat(
                                        without("--device").stream().filter(argument -> !argument.equals("--browser")),
                                        Stream.of("--browser"))
                                .toList());
            case REFUSED -> "To try again: " + command();
        };
    }

    /** Without an option and, for {@code --timeout}, its value. */
    private List<String> without(String option) {
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals(option)) {
                i += option.equals("--timeout") ? 1 : 0;
            } else if (!argument.startsWith(option + "=")) {
                kept.add(argument);
            }
        }
        return kept;
    }

    private String line(List<String> words) {
        return Stream.concat(Stream.of(program), words.stream())
                .map(Retry::quoted)
                .collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
