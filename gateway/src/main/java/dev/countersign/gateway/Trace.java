package dev.countersign.gateway;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;

/** The trace a request belongs to (W3C Trace Context), which goes on to the guarded server. */
final class Trace {
    private static final String PARENT = "traceparent";
    private static final String STATE = "tracestate";
    private static final Pattern VALID = Pattern.compile("(?!ff)[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
    private static final Pattern PLAIN = Pattern.compile("[ -~]{1,512}");

    private Trace() {}

    /** The headers of the trace; empty when there is none, or none that is well-formed. */
    static Map<String, String> of(HttpFields headers) {
        Map<String, String> trace = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        List<String> parents = headers.getValuesList(PARENT);
        if (parents.size() == 1 && VALID.matcher(parents.getFirst()).matches()) {
            trace.put(PARENT, parents.getFirst());
            String state = String.join(",", headers.getValuesList(STATE));
            if (PLAIN.matcher(state).matches()) {
                trace.put(STATE, state);
            }
        }
        return trace;
    }
}
