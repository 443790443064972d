package dev.countersign.server.console;

import dev.countersign.server.people.House;
import dev.countersign.server.people.Tab;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A house whose owner {@code ada}, an admin, is signed in. */
abstract class AtTheConsole {
    @TempDir
    private Path folder;

    House house;
    Tab tab;

    @BeforeEach
    void signIn() throws IOException {
        house = new House(folder);
        tab = house.owned();
    }

    @AfterEach
    void close() {
        house.close();
    }

    /** Allows an agent to read in the notes for a day. */
    Tab.Seen approve() {
        return house.approve(tab);
    }
}
