class Shop {
    Shop(Construct scope, String id) {
        DockerImageFunction.Builder.create(this, id + "-jobs")
            .code(DockerImageCode.fromImageAsset("../services/jobs"))
            .build();
    }
}
