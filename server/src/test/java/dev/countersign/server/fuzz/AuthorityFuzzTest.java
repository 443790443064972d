package dev.countersign.server.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.AuthorizationDetails;
import dev.countersign.core.authority.InvalidAuthority;
import dev.countersign.core.json.MalformedJson;
import dev.countersign.core.json.StrictJson;

/** {@code authorization_details} (RFC 9396): refused, or read into the one normal form. */
class AuthorityFuzzTest {
    @FuzzTest(maxDuration = "2m") // issue 4: bad input; DESIGN Authority: one normal form
    void details(byte[] input) {
        Soon.done(() -> read(input));
    }

    private static void read(byte[] input) {
        if (input.length > Authority.MAX_BYTES) return;
        try {
            var authority = AuthorizationDetails.parse(StrictJson.parse(input)).authority();
            assertThat(Authority.parse(StrictJson.parse(authority.canonical()))).isEqualTo(authority);
            assertThat(authority.narrows(authority)).isTrue();
            assertThat(authority.meet(authority)).isEqualTo(authority);
        } catch (MalformedJson | InvalidAuthority refused) {
            assertThat(refused).hasMessageNotContaining("\n\tat ");
        }
    }
}
