package dev.countersign.server.console;

import dev.countersign.server.pages.Fact;
import java.util.List;

/**
 * The page that asks once more before something is taken away. It needs no script.
 *
 * @param action where the form goes
 * @param yes what the button says
 * @param no what the way back says
 * @param grave whether it cannot be undone
 * @param hidden further fields to send
 */
public record Question(
        List<String> sentences,
        List<Fact> facts,
        String action,
        String yes,
        String no,
        String back,
        boolean grave,
        List<Fact> hidden) {}
