package dev.countersign.cli;

import dev.countersign.server.config.Durations;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as everywhere in Countersign; one that is not longer than nothing bounds nothing. */
final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        return Durations.parse(text)
                .filter(Duration::isPositive)
                .orElseThrow(() ->
                        new TypeConversionException("'" + text + "' is no duration; write it as 90s, 10m, 2h or PT4S"));
    }
}
