package dev.atelier.wire.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.wire.api.Claim;
import dev.atelier.wire.api.DomainJson;
import dev.atelier.wire.api.MalformedJson;
import dev.atelier.wire.api.UnusableOffer;

/** Offered jobs. */
final class ClaimJson {
    private ClaimJson() {}

    static Claim read(Fields claim) throws MalformedJson {
        String jobId = claim.id("jobId");
        try {
            return new Claim(
                    jobId,
                    claim.text("gameId"),
                    claim.text("assetName"),
                    claim.text("model"),
                    claim.number("vramGbEstimate"),
                    DomainJson.task(claim.json("task")),
                    DomainJson.modelSource(claim.json("modelSource")));
        } catch (MalformedJson e) {
            throw new UnusableOffer(jobId, e);
        }
    }

    static ObjectNode write(Claim claim) {
        return new Writer()
                .text("jobId", claim.jobId())
                .text("gameId", claim.gameId())
                .text("assetName", claim.assetName())
                .text("model", claim.model())
                .number("vramGbEstimate", claim.vramGbEstimate())
                .object("task", DomainJson.write(claim.task()))
                .object("modelSource", DomainJson.write(claim.modelSource()))
                .done();
    }
}
