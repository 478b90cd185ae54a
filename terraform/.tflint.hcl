# The rules that tflint carries itself, all of them. Those of AWS come as a plugin that only a download brings; what they
# would find in values, the modules' own validations do.
config {
  call_module_type = "local"
}

plugin "terraform" {
  enabled = true
  preset  = "all"
}
