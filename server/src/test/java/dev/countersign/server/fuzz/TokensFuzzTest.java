package dev.countersign.server.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.countersign.acts.MasterKey;
import dev.countersign.acts.RefreshTokens;
import dev.countersign.acts.Secrets;
import dev.countersign.core.UserCode;
import dev.countersign.guard.Credentials;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Tokens and codes as strings: refresh tokens, personal access tokens, tickets, user codes, the Authorization header. */
class TokensFuzzTest {
    private static final RefreshTokens REFRESH = new RefreshTokens(new MasterKey(new byte[32]));

    @FuzzTest(maxDuration = "2m") // issue 4: bad input
    void tokens(byte[] input) {
        var text = new String(input, StandardCharsets.UTF_8);
        Soon.done(() -> {
            REFRESH.read(text)
                    .ifPresent(read -> assertThat(REFRESH.spell(read.lineage(), read.generation()))
                            .as("nobody else can make one")
                            .isEqualTo(text));
            for (var kind : List.of("rt", "pat", "ac", "dc", "st", "dt")) Secrets.wellFormed(kind, text);
            UserCode.parse(text)
                    .ifPresent(code -> assertThat(UserCode.parse(code.shown())).contains(code));
            Credentials.of(List.of(text), null);
            Credentials.of(List.of("Bearer " + text), text);
        });
    }
}
