package dev.countersign.server.console;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What happened.
 *
 * @param narrows whether filters hide something
 * @param further the way to what is older, and from when that is; empty when nothing is
 * @param newest the way back to the newest; empty on the first page
 * @param live where new acts are told; empty on later pages
 */
public record ActivityView(
        List<Choice> choices,
        String tool,
        List<String> tools,
        String from,
        String to,
        boolean narrows,
        List<ActivityLine> lines,
        Optional<Histogram> histogram,
        Optional<Further> further,
        Optional<String> newest,
        Optional<Live> live,
        String csv,
        String jsonl) {

    /** One filter with its values; the first stands for all. */
    public record Choice(String name, String label, List<Value> values) {}

    /** One value of a filter. */
    public record Value(String value, String label, boolean chosen) {}

    /**
     * Where new acts are told.
     *
     * @param place in the log, from where on they are new
     */
    public record Live(String href, long place) {}

    /** What is older. */
    public record Further(String href, Instant at) {}
}
