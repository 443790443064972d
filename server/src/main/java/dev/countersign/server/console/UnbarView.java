package dev.countersign.server.console;

import dev.countersign.server.pages.Fact;
import java.util.List;

/**
 * The page that lets somebody barred ask again.
 *
 * @param key what is barred
 * @param passphrase whether the admin can prove presence by passphrase
 * @param hint how else
 */
public record UnbarView(String key, List<Fact> facts, boolean passphrase, String hint) {}
