package dev.countersign.server.console;

import dev.countersign.acts.Acts;
import dev.countersign.core.ClientId;
import dev.countersign.server.ledger.ActivityStream;
import dev.countersign.server.oauth.Resources;
import dev.countersign.server.pages.Pages;
import dev.countersign.server.people.People;
import dev.countersign.server.web.Routes;
import java.util.Optional;
import java.util.function.Function;

/** {@code /console}: builds its pages. Thread-safe. */
public final class Console {
    private final Acts acts;
    private final People people;
    private final Pages pages;
    private final Function<ClientId, Optional<String>> clientNames;
    private final Names names;
    private final Installation here;
    private final ActivityStream stream;

    /**
     * @param clients how clients call themselves; empty falls back to the client_id
     */
    public Console(
            Acts acts,
            People people,
            Pages pages,
            Function<ClientId, Optional<String>> clients,
            Installation here,
            ActivityStream stream) {
        this.acts = acts;
        this.people = people;
        this.pages = pages;
        this.clientNames = clients;
        this.names = new Names(clients, place -> here.resources().find(place).map(Resources.Resource::name));
        this.here = here;
        this.stream = stream;
    }

    /** Adds the pages. */
    public void routes(Routes routes) {
        var desk = new Desk(routes, acts, people, pages);
        new HomePage(desk, names).lay();
        new AgentsPage(desk, names).lay();
        new GrantPage(desk, names).lay();
        new NarrowPage(desk, names).lay();
        new DevicesPage(desk, names).lay();
        new DeviceBarPage(desk).lay();
        new TokensPage(desk, names, here.patience()).lay();
        new SwitchPages(desk, names).lay();
        new StopPage(desk).lay();
        new ActivityPage(desk, clientNames, here, stream).lay();
        new ServersPage(desk, here, clientNames).lay();
        new ConnectPage(desk, here).lay();
        new BrowsersPage(desk).lay();
        new KeysPage(desk, here).lay();
        new ClientsPage(desk, clientNames).lay();
        new UnbarPage(desk, clientNames).lay();
        new EveryonePage(desk, names).lay();
    }
}
