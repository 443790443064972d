package dev.countersign.cli.credentials;

import dev.countersign.cli.login.Bound;
import dev.countersign.cli.login.ClientIdentity;
import dev.countersign.cli.login.DeviceKey;
import dev.countersign.cli.login.LoginException;
import dev.countersign.cli.login.Registrations;
import dev.countersign.core.Digest;
import dev.countersign.core.json.MalformedJson;
import dev.countersign.core.json.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Files: a credential for each issuer and resource, and for each issuer the registration there and the key of this computer.
 * Several processes may share them.
 */
public final class CredentialStore implements Registrations {
    private static final String SUFFIX = ".credential.json";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Folder folder;

    public CredentialStore(Path folder) {
        this.folder = new Folder(folder);
    }

    /**
     * The usual folder: {@code COUNTERSIGN_CREDENTIALS}, else where the system keeps a user's own settings
     * ({@code XDG_CONFIG_HOME}, {@code ~/.config} on Linux).
     */
    public static Path usualFolder(Map<String, String> environment, String system, Path home) {
        String override = environment.getOrDefault("COUNTERSIGN_CREDENTIALS", "");
        if (!override.isBlank()) {
            return Path.of(override);
        }
        String name = system.toLowerCase(Locale.ROOT);
        Path settings;
        if (name.contains("mac")) {
            settings = home.resolve("Library").resolve("Application Support");
        } else if (name.contains("windows") && environment.containsKey("LOCALAPPDATA")) {
            settings = Path.of(environment.getOrDefault("LOCALAPPDATA", ""));
        } else {
            String xdg = environment.getOrDefault("XDG_CONFIG_HOME", "");
            // The base directory specification: a relative path is ignored.
            settings = xdg.startsWith("/") ? Path.of(xdg) : home.resolve(".config");
        }
        return settings.resolve("countersign").resolve("credentials");
    }

    /** The one in this folder, or in the usual one of whoever runs this process. */
    public static CredentialStore usual(Optional<Path> folder) {
        return new CredentialStore(folder.orElseGet(() -> usualFolder(
                System.getenv(), System.getProperty("os.name", ""), Path.of(System.getProperty("user.home", ".")))));
    }

    /** Where it is. */
    public Path path() {
        return folder.path();
    }

    public Optional<Credential> find(String issuer, String resource) {
        return folder.read(name(issuer, resource) + SUFFIX)
                .flatMap(CredentialStore::parsed)
                .filter(found ->
                        found.issuer().equals(issuer) && found.resource().equals(resource));
    }

    /** The credential for an MCP URL, without asking anybody who grants tokens for it. */
    public Optional<Credential> findByAddress(String address) {
        return all().stream()
                .filter(found -> found.kind() == TokenKind.CLIENT)
                .filter(found -> found.address().equals(address))
                .findFirst();
    }

    /** Everything in it that can be read. */
    public List<Credential> all() {
        return folder.names(SUFFIX).stream()
                .flatMap(name -> folder.read(name).flatMap(CredentialStore::parsed).stream())
                .toList();
    }

    public void save(Credential credential) {
        folder.write(
                name(credential.issuer(), credential.resource()) + SUFFIX,
                credential.json().toPrettyString() + "\n");
    }

    public void forget(Credential credential) {
        folder.delete(name(credential.issuer(), credential.resource()) + SUFFIX);
    }

    @Override
    public Optional<ClientIdentity> of(String issuer) {
        return folder.read(registration(issuer))
                .flatMap(CredentialStore::json)
                .filter(json -> json.path("issuer").asString("").equals(issuer))
                .map(json -> Credential.client(json.path("client")));
    }

    @Override
    public void keep(String issuer, ClientIdentity identity) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("issuer", issuer);
        json.set("client", Credential.json(identity));
        folder.write(registration(issuer), json.toPrettyString() + "\n");
    }

    /** Made at the first login, and the same one from then on: to its owner this computer is one device. */
    @Override
    public DeviceKey key(String issuer) throws LoginException {
        Optional<DeviceKey> before = keyOf(issuer);
        if (before.isPresent()) {
            return before.get();
        }
        // Of two processes that begin at once, the second takes what the first has made.
        return locked(issuer, "key", Bound.in(PATIENCE), () -> keyOf(issuer).orElseGet(() -> newKey(issuer)));
    }

    private DeviceKey newKey(String issuer) {
        DeviceKey fresh = DeviceKey.fresh();
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("issuer", issuer);
        json.set("key", fresh.jwk());
        folder.write(keyFile(issuer), json.toPrettyString() + "\n");
        return fresh;
    }

    /** What cannot be read is as good as none: every credential holds the key it needs itself. */
    private Optional<DeviceKey> keyOf(String issuer) {
        try {
            return folder.read(keyFile(issuer))
                    .flatMap(CredentialStore::json)
                    .filter(json -> json.path("issuer").asString("").equals(issuer))
                    .map(json -> DeviceKey.read(json.path("key")));
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    /** What is done while no other process does it for the same credential. */
    interface Locked<T> {
        T run() throws LoginException;
    }

    /**
     * Runs something under the credential's lock.
     *
     * @throws LoginException when another process keeps the lock until the bound
     */
    <T> T locked(String issuer, String resource, Bound bound, Locked<T> work) throws LoginException {
        try (FileChannel file = folder.lockFile(name(issuer, resource) + ".lock")) {
            try (FileLock lock = lock(file, bound)) {
                return work.run();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The credentials in " + folder.path() + " cannot be locked", e);
        }
    }

    private FileLock lock(FileChannel file, Bound bound) throws IOException, LoginException {
        while (true) {
            try {
                FileLock lock = file.tryLock();
                if (lock != null) {
                    return lock;
                }
            } catch (OverlappingFileLockException ourselves) {
                // Another thread of this process has it.
            }
            if (bound.passed()) {
                throw new LoginException(
                        LoginException.Kind.TIMED_OUT,
                        "Another process has kept the credentials in " + folder.path() + " locked all the time.");
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LoginException(LoginException.Kind.TIMED_OUT, "The wait for the credentials was stopped.");
            }
        }
    }

    private static Optional<Credential> parsed(String text) {
        try {
            return json(text).map(Credential::read);
        } catch (DateTimeException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<JsonNode> json(String text) {
        try {
            return Optional.of(StrictJson.parse(text));
        } catch (MalformedJson unreadable) {
            return Optional.empty();
        }
    }

    private static String name(String issuer, String resource) {
        return Digest.of(issuer + "\n" + resource).hex().substring(0, 32);
    }

    private static String keyFile(String issuer) {
        return Digest.of(issuer).hex().substring(0, 32) + ".key.json";
    }

    private static String registration(String issuer) {
        return Digest.of(issuer).hex().substring(0, 32) + ".client.json";
    }
}
