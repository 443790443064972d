package dev.countersign.server.config;

import java.util.List;
import java.util.Map;

/** A parsed value that remembers where it was written: {@code countersign.yaml:12}, or the name of a variable. */
sealed interface Tree {
    String origin();

    /** A scalar with its variables put in, and as it was written, which may be shown. */
    record Text(String value, String written, String origin) implements Tree {}

    record Items(List<Tree> values, String origin) implements Tree {}

    record Table(Map<String, Tree> values, String origin) implements Tree {}
}
