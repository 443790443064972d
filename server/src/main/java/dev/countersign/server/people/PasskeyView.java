package dev.countersign.server.people;

import dev.countersign.server.pages.Chrome;
import dev.countersign.server.pages.Problem;
import java.util.List;

/** The page of one passkey: rename it or remove it. */
public record PasskeyView(
        Chrome chrome,
        String csrf,
        String id,
        String name,
        String history,
        boolean hasPassphrase,
        String proofHint,
        List<Problem> problems) {}
