package dev.countersign.bench;

import dev.countersign.bench.Load.Answer;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What one connection says, request by request. Confined to its thread. */
interface Talk {
    /** The next request; empty when there is nothing more to say. */
    Optional<byte[]> next();

    /** Takes the answer; false when it is not the one measured. */
    boolean took(Answer answer);

    /** The same request again and again. */
    static Talk repeating(byte[] request, Predicate<Answer> expected) {
        return taking(() -> request, expected);
    }

    /** One request after the other of a supply that several connections share. */
    static Talk taking(Supplier<byte[]> requests, Predicate<Answer> expected) {
        return new Talk() {
            @Override
            public Optional<byte[]> next() {
                return Optional.of(requests.get());
            }

            @Override
            public boolean took(Answer answer) {
                return expected.test(answer);
            }
        };
    }
}
