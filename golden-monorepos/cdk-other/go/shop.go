func Shop(stack awscdk.Stack) {
	dir, _ := os.Getwd()
	awsecs.ContainerImage_FromAsset(jsii.String(filepath.Join(dir, "..", "web")), nil)
}
