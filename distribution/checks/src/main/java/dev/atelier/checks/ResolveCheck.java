package dev.atelier.checks;

import aQute.bnd.build.Workspace;
import aQute.bnd.repository.fileset.FileSetRepository;
import biz.aQute.resolve.Bndrun;
import dev.atelier.launcher.feature.Feature;
import dev.atelier.launcher.feature.Features;
import dev.atelier.launcher.feature.Repository;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

/**
 * Asks bnd's resolver whether the bundles of a role, and nothing else, satisfy each other: packages, services,
 * extenders. What only shows when the framework runs otherwise shows here.
 */
final class ResolveCheck {
    private ResolveCheck() {}

    static void check(Path distribution, Features features, String role) throws Exception {
        Repository repository = Repository.open(distribution.resolve("repo"));
        List<File> files = new ArrayList<>();
        for (Feature feature : features.of(List.of(role))) {
            for (Feature.Entry entry : feature.bundles()) {
                files.add(repository.find(entry.id()).file().toFile());
            }
        }
        List<String> names = new ArrayList<>();
        for (File file : files) {
            names.add(identity(file));
        }
        files.add(distribution.resolve("lib/org.apache.felix.framework.jar").toFile());

        Path folder = Files.createDirectories(distribution.resolveSibling("resolve-" + role));
        Path run = folder.resolve(role + ".bndrun");
        Files.writeString(run, bndrun(names));
        try (Bndrun bndrun = Bndrun.createBndrun(null, run.toFile())) {
            Workspace workspace = bndrun.getWorkspace();
            workspace.setOffline(true);
            workspace.addBasicPlugin(new FileSetRepository(role, files));
            bndrun.resolve(false, false);
            if (!bndrun.isOk()) {
                throw new IllegalStateException("role " + role + " does not resolve: " + bndrun.getErrors());
            }
        }
    }

    private static String bndrun(List<String> names) {
        return """
                -standalone:
                -runfw: org.apache.felix.framework
                -runee: JavaSE-17
                -resolve.effective: resolve,active
                -runrequires: %s
                """.formatted(names.stream().collect(Collectors.joining(",\\\n  ")));
    }

    private static String identity(File file) throws Exception {
        try (JarFile jar = new JarFile(file)) {
            String name = jar.getManifest().getMainAttributes().getValue("Bundle-SymbolicName");
            return "bnd.identity;id='" + name.replaceFirst(";.*", "").strip() + "'";
        }
    }
}
