package dev.countersign.server.console;

import dev.countersign.core.Role;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.web.Reply;
import java.util.function.Function;

/** Pages of the console that are for admins only. */
final class Admins {
    private Admins() {}

    static Function<Look, Sheet> see(Function<Look, Sheet> page) {
        return look -> page.apply(admin(look));
    }

    static Function<Look, Reply> act(Function<Look, Reply> act) {
        return look -> act.apply(admin(look));
    }

    static boolean is(Look look) {
        return look.who().owner().role() == Role.ADMIN;
    }

    private static Look admin(Look look) {
        if (is(look)) return look;
        throw Phrases.refusal(403, "admins");
    }
}
