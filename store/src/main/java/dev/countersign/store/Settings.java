package dev.countersign.store;

import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Single values a deployment keeps, such as its own id. */
public final class Settings {
    private final Handle handle;

    Settings(Handle handle) {
        this.handle = handle;
    }

    public Optional<String> find(String name) {
        return handle.createQuery("select value from setting where name = ?")
                .bind(0, name)
                .mapTo(String.class)
                .findOne();
    }

    /** How many of the ordered scripts made this store. */
    public int schema() {
        return handle.createQuery("select max(version) from schema_version")
                .mapTo(Integer.class)
                .one();
    }

    public void remove(String name) {
        handle.execute("delete from setting where name = ?", name);
    }

    public void put(String name, String value) {
        handle.execute("delete from setting where name = ?", name);
        handle.execute("insert into setting (name, value) values (?, ?)", name, value);
    }
}
