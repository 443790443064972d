package dev.countersign.server.console;

import dev.countersign.server.pages.Chrome;
import dev.countersign.server.pages.NoticeView.Link;
import dev.countersign.server.pages.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What stands around each page of the console.
 *
 * @param csrf for each form of the page
 * @param now the moment the page is made for, which its times are put into words for
 * @param up the page above this one
 * @param lead one sentence under the heading
 * @param done what was just done
 * @param problems what has to be mended in a form
 */
public record Frame(
        Chrome chrome,
        String csrf,
        Instant now,
        Optional<Link> up,
        Optional<String> lead,
        Optional<String> done,
        List<Problem> problems) {}
