package quality

// Field is a fact that can be set for many rows at once.
type Field string

const (
	FieldBoughtOn      Field = "bought_on"
	FieldCPU           Field = "cpu"
	FieldMemory        Field = "memory"
	FieldDisk          Field = "disk"
	FieldInches        Field = "inches"
	FieldPrice         Field = "price"
	FieldSerial        Field = "serial"
	FieldStudents      Field = "students"
	FieldCampusNetwork Field = "on_campus_network"
)
