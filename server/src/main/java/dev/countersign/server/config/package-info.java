/** The configuration: one YAML or JSON file, bound to records, every key with an environment override. Start at {@link dev.countersign.server.config.Config}. */
@NullMarked
package dev.countersign.server.config;

import org.jspecify.annotations.NullMarked;
