package dev.countersign.server;

import dev.countersign.core.Asked;
import dev.countersign.server.config.Config;
import dev.countersign.server.consent.Answers;
import dev.countersign.server.consent.ConsentSettings;
import dev.countersign.server.oauth.Redirection;
import dev.countersign.server.oauth.Resources;
import java.util.Optional;

/** What the configuration says of consent, in the words of the page. */
final class ConsentRules {
    private ConsentRules() {}

    static ConsentSettings of(Config config, Resources resources) {
        return new ConsentSettings(
                config.issuer(),
                resources.mcp().stream().map(ConsentRules::place).toList(),
                config.consent().timeout(),
                config.consent().admins() == Config.Admins.ALLOW,
                config.consent().passkeyOnly(),
                config.delegation().maxDepth());
    }

    static Answers answers(Redirection redirection) {
        return new Answers() {
            @Override
            public String code(Asked.Redirect redirect, String code) {
                return redirection.success(redirect, code);
            }

            @Override
            public String error(Asked.Redirect redirect, String error, String description) {
                return redirection.error(redirect, error, description);
            }
        };
    }

    private static ConsentSettings.Place place(Resources.Resource resource) {
        var server = resource.kind() == Resources.Kind.SERVER ? Optional.of(resource.name()) : Optional.<String>empty();
        return new ConsentSettings.Place(
                resource.id(), resource.name(), server, resource.kind() == Resources.Kind.DECLARED);
    }
}
