package dev.countersign.server.people;

import dev.countersign.server.pages.Chrome;
import dev.countersign.server.pages.Problem;
import dev.countersign.server.pages.Told;
import java.util.List;

/** The page of one passkey: rename it or remove it. */
public record PasskeyView(
        Chrome chrome,
        String csrf,
        String id,
        String name,
        Told history,
        boolean hasPassphrase,
        String proofHint,
        List<Problem> problems) {}
