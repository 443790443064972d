package dev.countersign.cli;

import dev.countersign.acts.MasterKey;
import dev.countersign.acts.ledger.LogKeys;
import dev.countersign.acts.ledger.Report;
import dev.countersign.cli.backup.Archive;
import dev.countersign.cli.backup.DamagedBackup;
import dev.countersign.cli.backup.Manifest;
import dev.countersign.cli.backup.Private;
import dev.countersign.cli.backup.StoredLog;
import dev.countersign.server.host.BackupSeal;
import dev.countersign.server.host.HostRefusal;
import dev.countersign.server.operations.DataFolder;
import dev.countersign.server.operations.Logging;
import dev.countersign.server.operations.MasterKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Brings a backup back, into a data folder that holds nothing yet. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Verify a backup and bring it back into an empty data folder.",
            "The master key it was made with must be there: as COUNTERSIGN_KEY, as DIR/master.key or with --master-key."
        })
final class RestoreCommand implements Callable<Integer> {
    private static final String KEY = "master.key";

    @Mixin
    private Site site = new Site();

    @Parameters(paramLabel = "FILE", description = "What `backup` made.")
    private Path file = Path.of("");

    @Option(
            names = "--master-key",
            paramLabel = "FILE",
            description = "A file with the master key; it is copied into the data folder.")
    private @Nullable Path masterKey;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Logging.quiet();
        DataFolder data = site.folder();
        requireEmpty(data);
        Path store = store(data);
        Path folder = Private.folder(data.path(), ".restore-");
        try {
            Path unpacked = folder.resolve("countersign.db");
            Manifest manifest = unpack(unpacked);
            Report report = verified(unpacked, manifest, key(data));
            if (masterKey != null) keep(masterKey, folder.resolve(KEY), data.masterKey());
            Private.appear(unpacked, store);
            print(manifest, report, store);
            return 0;
        } finally {
            Private.remove(folder);
        }
    }

    private void requireEmpty(DataFolder data) throws IOException {
        try (var files = Files.list(data.path())) {
            List<String> there = files.map(path -> path.getFileName().toString())
                    .filter(name -> !name.equals(KEY))
                    .sorted()
                    .toList();
            if (there.isEmpty()) return;
            throw new HostRefusal(
                    there.contains("countersign.sock")
                            ? "a server runs on " + data.path() + "; restore into another folder"
                            : data.path() + " is not empty (" + there.getFirst()
                                    + "); a restore replaces nothing, give another folder with --data");
        }
    }

    /** Where the configuration has its store. */
    private Path store(DataFolder data) {
        var configured = site.read(null).store();
        String url = configured == null ? data.sqlite() : configured.value();
        if (!url.startsWith("jdbc:sqlite:")) {
            throw new HostRefusal(
                    "the configured store is PostgreSQL: bring a dump back with `pg_restore`, then run `audit verify`");
        }
        Path store = Path.of(url.substring("jdbc:sqlite:".length())).toAbsolutePath();
        if (Files.exists(store)) {
            throw new HostRefusal(store + " is there already; a restore replaces nothing, move it away first");
        }
        return store;
    }

    private Manifest unpack(Path into) throws IOException {
        try {
            if (!Archive.is(file)) {
                throw new HostRefusal(file + " is no backup; `backup` makes them");
            }
            return Archive.unpack(file, into);
        } catch (DamagedBackup damaged) {
            throw new HostRefusal(file + " is damaged: " + damaged.getMessage() + ". Nothing was restored.");
        } catch (NoSuchFileException missing) {
            throw new UsageException(file + " cannot be read");
        }
    }

    private MasterKey key(DataFolder data) {
        if (masterKey != null) {
            if (Files.exists(data.masterKey())) {
                throw new UsageException(data.masterKey() + " is there already; leave --master-key out, or remove it");
            }
            return MasterKeys.in(masterKey);
        }
        return MasterKeys.find(data, System.getenv())
                .orElseThrow(
                        () -> new UsageException("a backup holds no master key, and nothing in it can be used without:"
                                + " give it with --master-key FILE, as COUNTERSIGN_KEY or as " + data.masterKey()));
    }

    private Report verified(Path unpacked, Manifest manifest, MasterKey key) throws IOException {
        try {
            Report report = StoredLog.audit(unpacked, Optional.empty(), List.of(manifest.checkpoint()));
            if (!report.whole() || report.anchors() != 1) {
                throw new HostRefusal(file + " is damaged: the ledger is not the one its manifest names ("
                        + report.findings().stream()
                                .findFirst()
                                .map(finding -> finding.where() + ": " + finding.what())
                                .orElse("it does not continue the checkpoint")
                        + "). Nothing was restored.");
            }
            StoredLog.in(unpacked, acts -> LogKeys.load(acts, key, Optional.empty(), ""));
            if (!new BackupSeal(key).fits(manifest.json())) {
                throw new HostRefusal(file
                        + " is not as it was made: its seal, which takes the master key to make, does not fit what is in it."
                        + " Somebody may have put accounts or grants into it. Nothing was restored.");
            }
            return report;
        } catch (DamagedBackup damaged) {
            throw new HostRefusal(file + " is damaged: " + damaged.getMessage() + ". Nothing was restored.");
        } catch (IllegalStateException unusable) {
            throw new HostRefusal(unusable.getMessage() + ". Nothing was restored.");
        }
    }

    private static void keep(Path key, Path part, Path into) throws IOException {
        Files.write(Private.file(part), Files.readAllBytes(key));
        Private.appear(part, into);
    }

    private void print(Manifest manifest, Report report, Path store) {
        ObjectNode answer =
                manifest.json().deepCopy().put("restored", store.toString()).put("entries", report.size());
        System.out.println(
                json
                        ? answer.toString()
                        : "restored %s of %s, made %s; its ledger is whole (%s entries)"
                                .formatted(
                                        store,
                                        manifest.json().path("issuer").asString(""),
                                        manifest.json().path("created_at").asString(""),
                                        report.size()));
    }
}
