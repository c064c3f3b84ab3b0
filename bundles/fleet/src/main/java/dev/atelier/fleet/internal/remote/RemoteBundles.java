package dev.atelier.fleet.internal.remote;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.fleet.internal.remote.Asker.Question;
import dev.atelier.fleet.internal.shape.Answers;
import dev.atelier.fleet.internal.shape.Diagnostic;
import dev.atelier.fleet.internal.shape.Members;
import dev.atelier.fleet.internal.shape.Members.BadShape;
import dev.atelier.fleet.internal.shape.RuntimeJson;
import dev.atelier.runtime.api.ConfigBundle;
import dev.atelier.runtime.api.ConfigBundleRef;
import dev.atelier.runtime.api.ConfigBundleSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The config bundles of a runtime elsewhere. */
final class RemoteBundles {
    private static final String BUNDLES = "/v1/config-bundles";

    private final Asker asker;

    RemoteBundles(Asker asker) {
        this.asker = asker;
    }

    CompletableFuture<Answers.Bundled> store(ConfigBundle bundle) {
        ObjectNode body = Json.object();
        body.set("bundle", RuntimeJson.bundle(bundle));
        return asker.ask(Question.post(
                                BUNDLES, body.toString(), json -> RuntimeJson.availability(json.within("availability")))
                        .missing(Asker.NO_BUNDLE))
                .thenApply(outcome -> outcome.fold(Answers.Bundled::accepted, Answers.Bundled::rejected));
    }

    CompletableFuture<Answers.Bundled> check(ConfigBundleRef reference) {
        String id = reference.id();
        if (id.isEmpty() || id.equals(".") || id.equals("..")) {
            // Such a segment would lead elsewhere, and is no bundle anywhere.
            return CompletableFuture.completedFuture(
                    Answers.Bundled.rejected(Diagnostic.warning(Asker.NO_BUNDLE, "No bundle has such a name")));
        }
        String path = BUNDLES + "/" + Escapes.segment(id) + "/availability?digest=" + Escapes.value(reference.digest());
        return asker.ask(Question.get(path, json -> RuntimeJson.availability(json.within("availability")))
                        .missing(Asker.NO_BUNDLE))
                .thenApply(outcome -> outcome.fold(Answers.Bundled::accepted, Answers.Bundled::rejected));
    }

    CompletableFuture<Answers.Bundles> list() {
        return asker.ask(Question.get(BUNDLES, RemoteBundles::all).missing(Asker.NO_BUNDLE))
                .thenApply(outcome -> outcome.fold(
                        all -> new Answers.Bundles(all, List.of()),
                        why -> new Answers.Bundles(List.of(), List.of(why))));
    }

    static List<ConfigBundleSummary> all(Members json) throws BadShape {
        List<ConfigBundleSummary> all = new ArrayList<>();
        for (Members each : json.required("bundles")) {
            all.add(RuntimeJson.bundleSummary(each));
        }
        return all;
    }
}
