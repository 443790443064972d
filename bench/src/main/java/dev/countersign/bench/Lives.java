package dev.countersign.bench;

import dev.countersign.bench.Load.Answer;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import tools.jackson.databind.json.JsonMapper;

/** What connections say about tokens that live, rotate and end. */
final class Lives {
    private Lives() {}

    /** One lineage, refreshed again and again with what it got last. */
    static Talk refreshing(Subject subject, String first) {
        return new Talk() {
            private String token = first;

            @Override
            public Optional<byte[]> next() {
                return Optional.of(refresh(subject, token));
            }

            @Override
            public boolean took(Answer answer) {
                if (answer.status() != 200) return false;
                // Cut out, not parsed: the load generator shares the processors with what it measures.
                var begin = answer.body().indexOf("\"cs_rt_") + 1;
                token = answer.body().substring(begin, answer.body().indexOf('"', begin));
                return true;
            }
        };
    }

    /** Gives one token back after the other, and each time sees that the next request is refused. */
    static Talk givingBack(Subject subject, Queue<String> tokens) {
        return new Talk() {
            private String token = "";

            @Override
            public Optional<byte[]> next() {
                if (!token.isEmpty()) return Optional.of(refresh(subject, token));
                var next = tokens.poll();
                if (next == null) return Optional.empty();
                token = next;
                return Optional.of(subject.publicForm("/oauth/revoke", Map.of("token", token)));
            }

            @Override
            public boolean took(Answer answer) {
                if (answer.status() == 200 && answer.body().isEmpty()) return true;
                token = "";
                return answer.status() == 400 && answer.body().contains("invalid_grant");
            }
        };
    }

    /** A declared resource asks about a token of its own. */
    static Talk asking(Subject subject) {
        var answer = Load.once(
                subject.port(),
                subject.form("/oauth/token", Map.of("grant_type", "client_credentials", "resource", Subject.FOREIGN)));
        var token =
                JsonMapper.shared().readTree(answer.body()).path("access_token").asString();
        return Talk.repeating(
                subject.asResource("/oauth/introspect", Map.of("token", token)),
                told -> told.status() == 200 && told.body().startsWith("{\"active\":true"));
    }

    private static byte[] refresh(Subject subject, String token) {
        return subject.publicForm("/oauth/token", Map.of("grant_type", "refresh_token", "refresh_token", token));
    }
}
