package dev.countersign.server.console;

import java.util.List;
import java.util.regex.Pattern;

/**
 * How one kind of client is connected to one server.
 *
 * @param how the way in that these steps lead to, in a sentence
 * @param onboarding the commands of owner-level automation; none where it is not offered
 */
public record ConnectView(
        List<Choice> clients,
        List<Choice> wheres,
        List<Choice> servers,
        String how,
        List<Step> steps,
        List<Copyable> onboarding) {

    private static final Pattern COMMAND_LINE =
            Pattern.compile("countersign (?:login|connect)|[:=\\[] ?\"countersign\"");

    /** Whether a step needs this program's own command line. */
    public boolean countersign() {
        return steps.stream()
                .flatMap(step -> step.copies().stream())
                .anyMatch(copy -> COMMAND_LINE.matcher(copy.text()).find());
    }

    /** One of several, chosen by following its link. */
    public record Choice(String href, String label, boolean chosen) {}

    /** One thing to do. */
    public record Step(String sentence, List<Copyable> copies) {
        static Step of(String sentence, Copyable... copies) {
            return new Step(sentence, List.of(copies));
        }
    }

    /**
     * Text to copy.
     *
     * @param where where it belongs, such as a terminal or a file
     */
    public record Copyable(String where, String text) {}
}
