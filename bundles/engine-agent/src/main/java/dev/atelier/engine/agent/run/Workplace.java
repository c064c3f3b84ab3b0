package dev.atelier.engine.agent.run;

import dev.atelier.common.api.AtomicFiles;
import dev.atelier.containers.api.ContainerSpec.Label;
import dev.atelier.containers.api.ContainerSpec.Mount;
import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import dev.atelier.engine.agent.git.BranchName;
import dev.atelier.engine.agent.git.Checkout;
import dev.atelier.engine.agent.git.Logins;
import dev.atelier.engine.agent.git.Order;
import dev.atelier.engine.agent.git.Remote;
import dev.atelier.engine.agent.git.SafeDelete;
import dev.atelier.engine.agent.git.Snapshot;
import dev.atelier.engine.agent.git.SnapshotRules;
import dev.atelier.engine.agent.git.Submodule;
import dev.atelier.engine.agent.git.Worktrees;
import dev.atelier.engine.agent.launch.Places;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All that one run has on this host: its worktrees, their repositories, and its agent's home. */
final class Workplace {
    private final Worktrees worktrees;
    private final Path home;
    private final boolean homeKept;
    private final List<String> names;
    private final List<Checkout> checkouts;

    private Workplace(Worktrees worktrees, Path home, boolean homeKept, List<String> names, List<Checkout> checkouts) {
        this.worktrees = worktrees;
        this.home = home;
        this.homeKept = homeKept;
        this.names = List.copyOf(names);
        this.checkouts = List.copyOf(checkouts);
    }

    /** @param folder the task's own */
    static Workplace make(Worktrees worktrees, Path folder, AgentJob job, AgentSettings.Work rules, Logins logins)
            throws AgentFailure, IOException, InterruptedException {
        List<Remote> remotes = new ArrayList<>();
        List<Checkout> checkouts = new ArrayList<>();
        AgentJob.Again again = job.resume();
        try {
            job.remotes().forEach(each -> remotes.add(new Remote(each.path())));
        } catch (IllegalArgumentException e) {
            throw new AgentFailure(ErrorCode.WORKTREE_FAILED, String.valueOf(e.getMessage()), e);
        }
        List<String> names = Remote.names(remotes);
        Order.Naming naming = naming(job, rules);
        for (int i = 0; i < remotes.size(); i++) {
            String folderName = remotes.size() == 1 ? "" : names.get(i);
            checkouts.add(worktrees.make(new Order(
                    job.taskId(),
                    remotes.get(i),
                    job.remotes().get(i).branch(),
                    naming,
                    folderName,
                    again != null,
                    // The server knows the commits of one repository only.
                    again == null || i > 0 ? null : again.made(),
                    rules.submodules(),
                    logins)));
            // One name for all of them: only one can be told.
            String branch = checkouts.get(0).branch();
            naming = template -> branch;
        }
        Path home = folder.resolve(AgentHost.HOME);
        boolean homeKept =
                again != null && again.conversation() != null && Files.isDirectory(home, LinkOption.NOFOLLOW_LINKS);
        if (!homeKept) {
            SafeDelete.tree(home);
        }
        AtomicFiles.ownerOnlyFolder(home);
        for (String name : names) {
            // The engine would make it for its mount, and make it root's.
            Files.createDirectories(home.resolve(name));
        }
        used(folder);
        return new Workplace(worktrees, home, homeKept, names, checkouts);
    }

    /** A task that goes on finds all its files and adds none, and housekeeping goes by the folder's time. */
    private static void used(Path folder) throws IOException {
        Files.setLastModifiedTime(folder, FileTime.from(Instant.now()));
    }

    private static Order.Naming naming(AgentJob job, AgentSettings.Work rules) {
        String given = job.branch();
        return template -> given == null
                ? BranchName.of(template.orElse(rules.branchTemplate()), job.taskId(), job.title())
                : given;
    }

    Path home() {
        return home;
    }

    /** Whether the agent finds what it kept there in an earlier run of this task. */
    boolean homeKept() {
        return homeKept;
    }

    /** The one that counts where only one can be told. */
    Checkout first() {
        return checkouts.get(0);
    }

    /** Where the agent begins, in its container. */
    String workdir() {
        return Places.worktree(names.get(0));
    }

    /** What stands before the files of a repository in the agent's own events: nothing where the agent begins. */
    String toldFolder(int repository) {
        return repository == 0 ? "" : Places.worktree(names.get(repository)) + "/";
    }

    /** Git's own places are seen where they are on the host: the worktrees name them. */
    List<Mount> mounts(boolean relabelled) throws AgentFailure, IOException {
        // Other tasks see the caches too, at the same time.
        Label own = relabelled ? Label.OWN : Label.AS_IT_IS;
        Label shared = relabelled ? Label.SHARED : Label.AS_IT_IS;
        List<Mount> mounts = new ArrayList<>();
        mounts.add(mount(home, Places.HOME, false, own));
        for (int i = 0; i < checkouts.size(); i++) {
            Checkout checkout = checkouts.get(i);
            mounts.add(mount(checkout.worktree(), Places.worktree(names.get(i)), false, own));
            mounts.add(mount(
                    checkout.privateRepository(), checkout.privateRepository().toString(), false, own));
            for (Path shielded : checkout.shielded()) {
                mounts.add(mount(shielded, shielded.toString(), true, own));
            }
            mounts.add(mount(
                    checkout.cacheObjects(),
                    checkout.cacheObjects().toRealPath().toString(),
                    true,
                    shared));
            for (Submodule submodule : checkout.submodules()) {
                mounts.add(mount(
                        submodule.objects(), submodule.objects().toRealPath().toString(), true, shared));
            }
        }
        return mounts.stream().distinct().toList();
    }

    /** A container engine may make what is missing, as a folder of root's. */
    private static Mount mount(Path source, String target, boolean readOnly, Label label)
            throws AgentFailure, IOException {
        if (!Files.exists(source, LinkOption.NOFOLLOW_LINKS) || Files.isSymbolicLink(source)) {
            throw new AgentFailure(ErrorCode.WORKTREE_FAILED, "the worktree is not whole: " + source.getFileName());
        }
        return new Mount(source.toRealPath(), target, readOnly, label);
    }

    /** Makes the agent's files the agent's. */
    void giveTo(ContainerUser user) throws IOException {
        user.own(home);
        for (Checkout checkout : checkouts) {
            user.own(checkout.worktree());
            user.own(checkout.privateRepository());
        }
    }

    /** What it has made, repository by repository. Its container has to be gone. */
    List<Snapshot> snapshots(SnapshotRules rules) throws AgentFailure, IOException, InterruptedException {
        List<Snapshot> taken = new ArrayList<>();
        for (Checkout checkout : checkouts) {
            taken.add(worktrees.snapshot(checkout, rules));
        }
        return taken;
    }

    /** All of it as one patch, of several repositories below the folders they are seen in; empty when it is larger. */
    Optional<byte[]> patch(List<Snapshot> snapshots, int most) throws AgentFailure, IOException, InterruptedException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < checkouts.size(); i++) {
            String folder = checkouts.size() == 1 ? "" : names.get(i);
            Optional<byte[]> one = worktrees.patch(checkouts.get(i), snapshots.get(i), folder, most - all.size());
            if (one.isEmpty()) {
                return one;
            }
            all.write(one.get());
        }
        return Optional.of(all.toByteArray());
    }

    /** The agent's home may hold what its user did not mean to leave there. */
    void wipeHome() throws IOException {
        SafeDelete.tree(home);
    }
}
