package dev.countersign.store;

import dev.countersign.core.AgentId;
import dev.countersign.core.Approval;
import dev.countersign.core.ClientId;
import dev.countersign.core.DeviceId;
import dev.countersign.core.Digest;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.OwnerId;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.Subject;
import dev.countersign.core.TokenKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Grants. A row is written once; only its uses, and its authority and end when it is narrowed, change. */
public final class Grants {
    /**
     * Which grants are meant: those that have all of what is given here.
     *
     * @param endsAfter only those that have not ended by time then
     */
    public record Filter(
            Optional<OwnerId> owner,
            Optional<ClientId> client,
            Optional<AgentId> agent,
            Optional<DeviceId> device,
            Optional<Instant> endsAfter) {}

    /**
     * Tools that grants were given for.
     *
     * @param mark names exactly these
     * @param catalogues by server, the digest of what its human saw there
     */
    public record Pinned(String mark, Map<String, String> catalogues) {}

    private final Handle handle;
    private final Authorities authorities;
    private final Optional<Known> known;
    private final Runnable reaching;

    /**
     * @param reaching called before a grant that may be known already changes
     */
    Grants(Handle handle, Authorities authorities, Optional<Known> known, Runnable reaching) {
        this.handle = handle;
        this.authorities = authorities;
        this.known = known;
        this.reaching = reaching;
    }

    /**
     * @param address where the approval came from, shown to the owner
     */
    public void insert(Grant grant, String address, String userAgent) {
        var catalogues = GrantColumns.catalogues(grant.catalogues());
        handle.execute(
                "insert into grants (id, root_id, parent_id, subject_kind, subject_id, client_id, agent_id, device_id,"
                        + " token_kind, authority, owner_scopes, catalogues, delegation, approval, approved_at, not_before, until_at,"
                        + " max_uses, uses, revocation_keys, address, user_agent, pins)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)",
                grant.id().value(),
                grant.root().value(),
                grant.parent().map(GrantId::value).orElse(null),
                grant.subject() instanceof Subject.Owner ? "owner" : "service",
                subjectId(grant.subject()),
                grant.client().value(),
                grant.agent().value(),
                grant.device().map(DeviceId::value).orElse(null),
                grant.kind().wire(),
                grant.authority().canonical(),
                OwnerScope.render(grant.ownerScopes()),
                catalogues,
                GrantColumns.delegation(grant.delegation()),
                GrantColumns.approval(grant.approval()),
                Times.micros(grant.approvedAt()),
                Times.micros(grant.notBefore()),
                Times.micros(grant.until()),
                grant.maxUses().isPresent() ? grant.maxUses().getAsInt() : null,
                GrantColumns.keys(grant.keys()),
                address,
                userAgent,
                Digest.of(catalogues).base64url());
    }

    /** Puts a grant on the device whose key was proved for it. */
    public void place(Grant grant) {
        reaching.run();
        handle.execute(
                "update grants set device_id = ?, agent_id = ?, revocation_keys = ? where id = ?",
                grant.device().map(DeviceId::value).orElse(null),
                grant.agent().value(),
                GrantColumns.keys(grant.keys()),
                grant.id().value());
    }

    public Optional<Grant> find(GrantId id) {
        return known.isPresent() ? known.get().grant(id, () -> stored(id)) : stored(id);
    }

    private Optional<Grant> stored(GrantId id) {
        return handle.createQuery("select * from grants where id = ?")
                .bind(0, id.value())
                .map((row, _) -> grant(row))
                .findOne();
    }

    /** The grants above this one, nearest first. Empty for a grant that nobody handed on. */
    public List<Grant> above(Grant grant) {
        if (grant.parent().isEmpty()) return List.of();
        // The revocation keys name every ancestor, so that one query finds them all.
        var ids = grant.keys().stream()
                .flatMap(key -> key.grant().stream())
                .filter(id -> !id.equals(grant.id()))
                .map(GrantId::value)
                .toList();
        var byId = handle
                .createQuery("select * from grants where id in (<ids>)")
                .bindList("ids", ids)
                .map((row, _) -> grant(row))
                .stream()
                .collect(Collectors.toMap(Grant::id, found -> found));
        var above = new ArrayList<Grant>();
        for (var next = grant.parent(); next.isPresent(); next = above.getLast().parent()) {
            above.add(Optional.ofNullable(byId.get(next.get())).orElseThrow());
        }
        return above;
    }

    /** A grant and all that was handed on from it, in the order they were made, at most {@code most}. */
    public List<Grant> tree(GrantId root, int most) {
        return handle.createQuery("select * from grants where root_id = ? order by not_before, id limit ?")
                .bind(0, root.value())
                .bind(1, most)
                .map((row, _) -> grant(row))
                .list();
    }

    /** The sets of tools that grants of an owner were given for, each once: read by leaping from one to the next. */
    public List<Pinned> pinned(OwnerId owner, int limit) {
        var next = "(select pins from grants where subject_kind = 'owner' and subject_id = :owner and pins > %s"
                + " order by pins limit 1)";
        return handle.createQuery("with recursive sets (mark, place) as (select " + next.formatted("''") + ", 1"
                        + " union all select " + next.formatted("sets.mark")
                        + ", place + 1 from sets where sets.mark is not null and place < :limit)"
                        + " select mark, (select catalogues from grants where subject_kind = 'owner'"
                        + " and subject_id = :owner and pins = sets.mark limit 1) as catalogues"
                        + " from sets where mark is not null order by mark")
                .bind("owner", owner.value())
                .bind("limit", limit)
                .map((row, _) ->
                        new Pinned(row.getString("mark"), GrantColumns.catalogues(row.getString("catalogues"))))
                .list();
    }

    /** The grants of an owner for exactly these tools that have not ended by time, those that end last first. */
    public List<Grant> pinning(OwnerId owner, Pinned tools, Instant now, int limit) {
        return handle.createQuery("select * from grants where subject_kind = 'owner' and subject_id = ? and pins = ?"
                        + " and until_at > ? order by until_at desc limit ?")
                .bind(0, owner.value())
                .bind(1, tools.mark())
                .bind(2, Times.micros(now))
                .bind(3, limit)
                .map((row, _) -> grant(row))
                .list();
    }

    /** The grants this owner gave this client that have not ended by time. Says nothing of revocation. */
    public List<Grant> unexpired(OwnerId owner, ClientId client, Instant now) {
        return handle.createQuery(
                        "select * from grants where client_id = ? and subject_id = ? and subject_kind = 'owner' and until_at > ?"
                                + " order by approved_at desc")
                .bind(0, client.value())
                .bind(1, owner.value())
                .bind(2, Times.micros(now))
                .map((row, _) -> grant(row))
                .list();
    }

    /** The grants a human gave this client for this owner that have not ended by time: none that were handed on. */
    public List<Grant> given(OwnerId owner, ClientId client, Instant now) {
        return handle.createQuery(
                        "select * from grants where client_id = ? and subject_id = ? and subject_kind = 'owner'"
                                + " and parent_id is null and until_at > ? order by approved_at desc")
                .bind(0, client.value())
                .bind(1, owner.value())
                .bind(2, Times.micros(now))
                .map((row, _) -> grant(row))
                .list();
    }

    /** The newest grant that this configuration entry gave this client for itself and that has not ended by time. */
    public Optional<Grant> configured(ClientId client, String digest, Instant now) {
        return handle
                .createQuery("select * from grants where client_id = ? and subject_id = ? and subject_kind = 'service'"
                        + " and until_at > ? order by approved_at desc limit 8")
                .bind(0, client.value())
                .bind(1, client.value())
                .bind(2, Times.micros(now))
                .map((row, _) -> grant(row))
                .stream()
                .filter(grant -> grant.approval().equals(new Approval.Configured(digest)))
                .findFirst();
    }

    /** Every grant, newest first, at most {@code limit}. */
    public List<Grant> newest(int limit) {
        return handle.createQuery("select * from grants order by approved_at desc, id limit ?")
                .bind(0, limit)
                .map((row, _) -> grant(row))
                .list();
    }

    /** One page, newest first: what the filter lets through, after the place where the page before ended. */
    public List<Grant> page(Filter filter, Optional<Grant> after, int limit) {
        var clauses = new ArrayList<String>(List.of("1 = 1"));
        filter.owner().ifPresent(_ -> clauses.add("subject_kind = 'owner' and subject_id = :owner"));
        filter.client().ifPresent(_ -> clauses.add("client_id = :client"));
        filter.agent().ifPresent(_ -> clauses.add("agent_id = :agent"));
        filter.device().ifPresent(_ -> clauses.add("device_id = :device"));
        filter.endsAfter().ifPresent(_ -> clauses.add("until_at > :ends"));
        after.ifPresent(_ -> clauses.add("(approved_at < :at or approved_at = :at and id > :id)"));
        var query = handle.createQuery("select * from grants where " + String.join(" and ", clauses)
                + " order by approved_at desc, id limit :limit");
        filter.owner().ifPresent(owner -> query.bind("owner", owner.value()));
        filter.client().ifPresent(client -> query.bind("client", client.value()));
        filter.agent().ifPresent(agent -> query.bind("agent", agent.value()));
        filter.device().ifPresent(device -> query.bind("device", device.value()));
        filter.endsAfter().ifPresent(end -> query.bind("ends", Times.micros(end)));
        after.ifPresent(grant -> query.bind("at", Times.micros(grant.approvedAt()))
                .bind("id", grant.id().value()));
        return query.bind("limit", limit).map((row, _) -> grant(row)).list();
    }

    /** The grants an owner gave an agent, those that end last first, after the given one. */
    public List<Grant> ofAgent(OwnerId owner, AgentId agent, Optional<Grant> after, int limit) {
        var query = handle.createQuery("select * from grants where subject_kind = 'owner' and subject_id = :owner"
                        + " and agent_id = :agent"
                        + (after.isPresent() ? " and (until_at < :until or until_at = :until and id > :id)" : "")
                        + " order by until_at desc, id limit :limit")
                .bind("owner", owner.value())
                .bind("agent", agent.value())
                .bind("limit", limit);
        after.ifPresent(grant -> query.bind("until", Times.micros(grant.until()))
                .bind("id", grant.id().value()));
        return query.map((row, _) -> grant(row)).list();
    }

    /** Every grant of the tree under this root, itself first, each followed by all that came of it. */
    public List<Grant> tree(GrantId root) {
        var byParent = handle
                .createQuery("select * from grants where root_id = ? order by approved_at, id")
                .bind(0, root.value())
                .map((row, _) -> grant(row))
                .stream()
                .collect(Collectors.groupingBy(Grant::parent));
        var tree = new ArrayList<Grant>();
        byParent.getOrDefault(Optional.<GrantId>empty(), List.of()).forEach(top -> descend(top, byParent, tree));
        return tree;
    }

    private static void descend(Grant grant, Map<Optional<GrantId>, List<Grant>> byParent, List<Grant> tree) {
        tree.add(grant);
        byParent.getOrDefault(Optional.of(grant.id()), List.of()).forEach(child -> descend(child, byParent, tree));
    }

    /** Writes what a grant has left. */
    public void narrow(Grant narrowed) {
        reaching.run();
        handle.execute(
                "update grants set authority = ?, owner_scopes = ?, until_at = ? where id = ?",
                narrowed.authority().canonical(),
                OwnerScope.render(narrowed.ownerScopes()),
                Times.micros(narrowed.until()),
                narrowed.id().value());
    }

    /** Erases where and by what program grants were approved: of an owner, or of all that ended before. */
    public void forgetOrigins(Optional<OwnerId> owner, Instant before) {
        if (owner.isPresent()) {
            handle.execute(
                    "update grants set address = '', user_agent = '' where subject_kind = 'owner' and subject_id = ?"
                            + " and approved_at < ? and address <> ''",
                    owner.get().value(),
                    Times.micros(before));
        } else {
            handle.execute(
                    "update grants set address = '', user_agent = '' where until_at < ? and address <> ''",
                    Times.micros(before));
        }
    }

    /** Removes the grants that ended before, with their codes, lineages and personal tokens; a child never ends after its parent. */
    public int sweep(Instant endedBefore) {
        reaching.run();
        return handle.execute("delete from grants where until_at < ?", Times.micros(endedBefore));
    }

    /** Counts one use; false when none is left. Of two that race for the last one, one gets it. */
    public boolean use(GrantId id) {
        return handle.execute(
                        "update grants set uses = uses + 1 where id = ? and (max_uses is null or uses < max_uses)",
                        id.value())
                == 1;
    }

    /** Where and by what program a grant was approved. */
    public Optional<String> address(GrantId id) {
        return handle.createQuery("select address from grants where id = ?")
                .bind(0, id.value())
                .mapTo(String.class)
                .findOne();
    }

    private static String subjectId(Subject subject) {
        return switch (subject) {
            case Subject.Owner owner -> owner.id().value();
            case Subject.Service service -> service.client().value();
        };
    }

    private Grant grant(ResultSet row) throws SQLException {
        var subject = row.getString("subject_id");
        var maxUses = row.getInt("max_uses");
        var unlimited = row.wasNull();
        return new Grant(
                new GrantId(row.getString("id")),
                new GrantId(row.getString("root_id")),
                Optional.ofNullable(row.getString("parent_id")).map(GrantId::new),
                row.getString("subject_kind").equals("owner")
                        ? new Subject.Owner(new OwnerId(subject))
                        : new Subject.Service(new ClientId(subject)),
                new ClientId(row.getString("client_id")),
                new AgentId(row.getString("agent_id")),
                Optional.ofNullable(row.getString("device_id")).map(DeviceId::new),
                TokenKind.ofWire(row.getString("token_kind")),
                authorities.read(row.getString("authority")),
                OwnerScope.parse(row.getString("owner_scopes")),
                GrantColumns.catalogues(row.getString("catalogues")),
                GrantColumns.delegation(row.getString("delegation")),
                GrantColumns.approval(row.getString("approval")),
                Times.instant(row.getLong("approved_at")),
                Times.instant(row.getLong("not_before")),
                Times.instant(row.getLong("until_at")),
                unlimited ? OptionalInt.empty() : OptionalInt.of(maxUses),
                GrantColumns.keys(row.getString("revocation_keys")));
    }
}
